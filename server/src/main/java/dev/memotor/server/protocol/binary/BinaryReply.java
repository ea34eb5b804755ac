package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** A reply that echoes opcode and opaque of its request. */
abstract class BinaryReply extends Request {

  private static final int RESPONSE_MAGIC = 0x81;
  private static final byte[] NOTHING = new byte[0];

  private final int opcode;
  private final int opaque;

  BinaryReply(int opcode, int opaque) {
    this.opcode = opcode;
    this.opaque = opaque;
  }

  final int opcode() {
    return opcode;
  }

  final void putHeader(
      ReplyBuffer out, int status, int keyLength, int extrasLength, int valueLength, long cas) {
    out.putByte(RESPONSE_MAGIC)
        .putByte(opcode)
        .putShort(keyLength)
        .putByte(extrasLength)
        .putByte(0)
        .putShort(status)
        .putInt(keyLength + extrasLength + valueLength)
        .putInt(opaque)
        .putLong(cas);
  }

  final void putError(ReplyBuffer out, BinaryStatus status) {
    putHeader(out, status.code(), 0, 0, status.text().length, 0);
    out.put(status.text());
  }

  @Override
  protected void writeRefusal(ReplyBuffer out) {
    putError(out, BinaryStatus.NO_ACCESS);
  }

  /** A success with a body of key and value alone. */
  final void putBody(ReplyBuffer out, byte[] key, byte[] value) {
    putBody(out, BinaryStatus.SUCCESS, key, value);
  }

  final void putBody(ReplyBuffer out, BinaryStatus status, byte[] key, byte[] value) {
    putHeader(out, status.code(), key.length, 0, value.length, 0);
    out.put(key).put(value);
  }

  final void putEmpty(ReplyBuffer out, long cas) {
    putHeader(out, BinaryStatus.SUCCESS.code(), 0, 0, 0, cas);
  }

  static byte[] nothing() {
    return NOTHING;
  }
}
