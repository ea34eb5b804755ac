package dev.memotor.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of an item: 1 to {@value #MAX_LENGTH} bytes of any value, compared as unsigned bytes.
 *
 * <p>Immutable. The array behind it is shared, never copied: whoever made the key and whoever reads
 * {@link #bytes()} must not change it.
 */
public final class Key implements Comparable<Key> {

  /** The longest key of the memcached protocols, in bytes. */
  public static final int MAX_LENGTH = 250;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;
  private final int hash;

  private Key(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a key has 1 to " + MAX_LENGTH + " bytes, this one " + bytes.length);
    }
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  /**
   * Wraps an array without copying it; the caller gives the array away.
   *
   * @throws IllegalArgumentException if it has no byte or more than {@value #MAX_LENGTH}
   */
  public static Key of(byte[] bytes) {
    return new Key(bytes);
  }

  /**
   * Copies a part of an array.
   *
   * @throws IllegalArgumentException if the part has no byte or more than {@value #MAX_LENGTH}
   */
  public static Key copyOf(byte[] source, int from, int to) {
    return new Key(Arrays.copyOfRange(source, from, to));
  }

  /** The UTF-8 form of a text; meant for tests and tools. */
  public static Key of(String text) {
    return new Key(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int hash(byte[] bytes) {
    long h = bytes.length * MIX;
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      h = Long.rotateLeft(h ^ ((long) LONGS.get(bytes, i) * MIX), 29) * MIX;
    }
    long tail = 0;
    for (; i < bytes.length; i++) {
      tail = (tail << 8) | (bytes[i] & 0xff);
    }
    h = Long.rotateLeft(h ^ (tail * MIX), 29) * MIX;
    return (int) (h ^ (h >>> 32));
  }

  /** The bytes of this key; shared, so not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** For logs: printable ASCII as it is, any other byte percent-encoded. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (b > ' ' && b < 0x7f && b != '%') {
        text.append((char) b);
      } else {
        text.append('%')
            .append(Character.forDigit((b >> 4) & 0xf, 16))
            .append(Character.forDigit(b & 0xf, 16));
      }
    }
    return text.toString();
  }
}
