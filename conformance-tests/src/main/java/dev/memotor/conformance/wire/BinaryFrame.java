package dev.memotor.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A received binary frame, taken apart. The strings hold one char per byte. */
public record BinaryFrame(
    int magic,
    int opcode,
    int dataType,
    int status,
    long opaque,
    long cas,
    String extras,
    String key,
    String value) {

  static final int HEADER_LENGTH = 24;
  public static final int RESPONSE_MAGIC = 0x81;

  /** The body length a header announces; read before the body can be. */
  static long bodyLength(byte[] header) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(8));
  }

  /**
   * @throws IllegalArgumentException if key and extras do not fit into the body
   */
  static BinaryFrame of(byte[] header, byte[] body) {
    ByteBuffer h = ByteBuffer.wrap(header);
    int keyLength = Short.toUnsignedInt(h.getShort(2));
    int extrasLength = Byte.toUnsignedInt(h.get(4));
    if (keyLength + extrasLength > body.length) {
      throw new IllegalArgumentException("key and extras are longer than the body");
    }
    String content = new String(body, StandardCharsets.ISO_8859_1);
    return new BinaryFrame(
        Byte.toUnsignedInt(h.get(0)),
        Byte.toUnsignedInt(h.get(1)),
        Byte.toUnsignedInt(h.get(5)),
        Short.toUnsignedInt(h.getShort(6)),
        Integer.toUnsignedLong(h.getInt(12)),
        h.getLong(16),
        content.substring(0, extrasLength),
        content.substring(extrasLength, extrasLength + keyLength),
        content.substring(extrasLength + keyLength));
  }
}
