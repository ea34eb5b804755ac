package dev.memotor.bench.workload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Key number to key bytes and back: a prefix and as many digits as the highest number needs. */
public final class KeyFormat {

  private final byte[] prefix;
  private final int digits;

  KeyFormat(String prefix, int digits) {
    this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    this.digits = digits;
  }

  public int length() {
    return prefix.length + digits;
  }

  public byte[] bytes(int key) {
    byte[] bytes = new byte[length()];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    putDigits(bytes, prefix.length, key);
    return bytes;
  }

  /** Writes key {@code key} where another key of this format stands already. */
  public void replace(byte[] bytes, int keyAt, int key) {
    putDigits(bytes, keyAt + prefix.length, key);
  }

  private void putDigits(byte[] bytes, int at, int key) {
    int rest = key;
    for (int i = at + digits - 1; i >= at; i--) {
      int tenth = rest / 10;
      bytes[i] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
  }

  /**
   * The number of the key in {@code in} from {@code from} to {@code to}, or -1 if it is not one.
   */
  public int parse(ByteBuffer in, int from, int to) {
    if (to - from != length()) {
      return -1;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (in.get(from + i) != prefix[i]) {
        return -1;
      }
    }
    long key = 0;
    for (int i = from + prefix.length; i < to; i++) {
      int digit = in.get(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      key = key * 10 + digit;
    }
    return key > Integer.MAX_VALUE ? -1 : (int) key;
  }
}
