package dev.memotor.server.protocol.binary;

import dev.memotor.engine.EngineException;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** A reply that echoes opcode and opaque of its request. */
abstract class BinaryReply extends Request {

  static final byte[] NOTHING = {};

  private final int opcode;
  private final int opaque;

  BinaryReply(int opcode, int opaque) {
    this.opcode = opcode;
    this.opaque = opaque;
  }

  @Override
  protected final void writeFailure(ReplyBuffer out, EngineException failure) {
    putError(out, BinaryStatus.of(failure));
  }

  @Override
  protected final void writeRefusal(ReplyBuffer out) {
    putError(out, BinaryStatus.NO_ACCESS);
  }

  final void putHeader(
      ReplyBuffer out,
      BinaryStatus status,
      int extrasLength,
      int keyLength,
      int valueLength,
      long cas) {
    out.putByte(BinaryHeader.RESPONSE_MAGIC)
        .putByte(opcode)
        .putShort(keyLength)
        .putByte(extrasLength)
        .putByte(0)
        .putShort(status.code())
        .putInt(extrasLength + keyLength + valueLength)
        .putInt(opaque)
        .putLong(cas);
  }

  final void putError(ReplyBuffer out, BinaryStatus status) {
    putBody(out, status, NOTHING, status.text());
  }

  final void putBody(ReplyBuffer out, BinaryStatus status, byte[] key, byte[] value) {
    putHeader(out, status, 0, key.length, value.length, 0);
    out.put(key).put(value);
  }

  final void putEmpty(ReplyBuffer out, long cas) {
    putHeader(out, BinaryStatus.SUCCESS, 0, 0, 0, cas);
  }
}
