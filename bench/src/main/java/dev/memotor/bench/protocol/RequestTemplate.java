package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.KeyFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request of the text, meta or RESP protocol in which only the key's digits and perhaps one
 * number change: those are written over the last ones, and the whole leaves in one copy.
 */
public final class RequestTemplate {

  private static final int LONGEST_NUMBER = 10;

  private final KeyFormat keys;
  private final byte[] bytes;
  private final int keyAt;
  private final int numberAt;
  private final byte[] tail;

  /** A request of the form before-key-after. */
  RequestTemplate(String before, KeyFormat keys, String after) {
    this(before, keys, after, "");
  }

  /** A request of the form before-key-between-number-tail. */
  RequestTemplate(String before, KeyFormat keys, String between, String tail) {
    this.keys = keys;
    this.tail = ascii(tail);
    keyAt = before.length();
    numberAt = keyAt + keys.length() + between.length();
    bytes = new byte[numberAt + LONGEST_NUMBER + this.tail.length];
    System.arraycopy(ascii(before), 0, bytes, 0, keyAt);
    System.arraycopy(keys.bytes(0), 0, bytes, keyAt, keys.length());
    System.arraycopy(ascii(between), 0, bytes, keyAt + keys.length(), between.length());
  }

  void put(ByteBuffer out, int key) {
    keys.replace(bytes, keyAt, key);
    out.put(bytes, 0, numberAt);
  }

  void put(ByteBuffer out, int key, int number) {
    keys.replace(bytes, keyAt, key);
    int length = decimalDigits(number);
    int rest = number;
    for (int i = numberAt + length - 1; i >= numberAt; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    System.arraycopy(tail, 0, bytes, numberAt + length, tail.length);
    out.put(bytes, 0, numberAt + length + tail.length);
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int decimalDigits(int number) {
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
