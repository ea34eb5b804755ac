package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;

/** A reply known when it is asked for: noop, version, quit, and every error of form. */
final class BinaryFixed extends BinaryReply {

  private final BinaryStatus status;
  private final byte[] body;

  BinaryFixed(int opcode, int opaque, BinaryStatus status) {
    super(opcode, opaque);
    this.status = status;
    this.body = status.text();
  }

  BinaryFixed(int opcode, int opaque, byte[] body) {
    super(opcode, opaque);
    this.status = BinaryStatus.SUCCESS;
    this.body = body;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    putHeader(out, status.code(), 0, 0, body.length, 0);
    out.put(body);
  }
}
