package dev.memotor.benchmarks.jmh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Requests as a client would send them in one piece. */
final class Wire {

  static final int REQUESTS = 32;

  private Wire() {}

  /** Keys of 12 bytes, as the load generator's. */
  static byte[] key(int number) {
    return String.format("key%09d", number).getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] of(String kind) {
    return of(kind, IntStream.range(0, REQUESTS));
  }

  /** One request for each number of a key. */
  static byte[] of(String kind, IntStream numbers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    numbers.forEach(number -> add(out, kind, number));
    return out.toByteArray();
  }

  private static void add(ByteArrayOutputStream out, String kind, int number) {
    byte[] key = key(number);
    switch (kind) {
      case "text-get" -> {
        text(out, "get ");
        out.writeBytes(key);
        text(out, "\r\n");
      }
      case "text-set" -> {
        text(out, "set ");
        out.writeBytes(key);
        text(out, " 0 0 100\r\n" + "x".repeat(100) + "\r\n");
      }
      case "text-incr" -> {
        text(out, "incr ");
        out.writeBytes(key);
        text(out, " 1\r\n");
      }
      case "meta-get" -> {
        text(out, "mg ");
        out.writeBytes(key);
        text(out, " v\r\n");
      }
      case "binary-get" -> binary(out, 0x00, key, 0, new byte[0]);
      case "binary-set" -> binary(out, 0x01, key, 8, new byte[100]);
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void binary(
      ByteArrayOutputStream out, int opcode, byte[] key, int extras, byte[] value) {
    ByteBuffer header = ByteBuffer.allocate(24 + extras);
    header.put((byte) 0x80).put((byte) opcode).putShort((short) key.length);
    header.put((byte) extras).put((byte) 0).putShort((short) 0);
    header.putInt(extras + key.length + value.length).putInt(0).putLong(0);
    out.writeBytes(header.array());
    out.writeBytes(key);
    out.writeBytes(value);
  }
}
