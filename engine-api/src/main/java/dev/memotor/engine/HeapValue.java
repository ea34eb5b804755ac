package dev.memotor.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** An array as a value. */
final class HeapValue extends Value {

  private final byte[] bytes;

  HeapValue(byte[] bytes) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
  }

  HeapValue followedBy(HeapValue tail) {
    byte[] joined = Arrays.copyOf(bytes, Math.addExact(bytes.length, tail.bytes.length));
    System.arraycopy(tail.bytes, 0, joined, bytes.length, tail.bytes.length);
    return new HeapValue(joined);
  }

  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }

  @Override
  public int copyTo(int from, ByteBuffer target) {
    int count = Math.min(bytes.length - from, target.remaining());
    target.put(bytes, from, count);
    return count;
  }

  @Override
  public ByteBuffer[] pieces() {
    return new ByteBuffer[] {ByteBuffer.wrap(bytes)};
  }
}
