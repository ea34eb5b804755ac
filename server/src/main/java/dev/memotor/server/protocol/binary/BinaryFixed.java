package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/** A reply known when it is asked for: noop, version, quit, flush, and every error of form. */
final class BinaryFixed extends BinaryReply {

  private final BinaryStatus status;
  private final byte @Nullable [] body;

  BinaryFixed(int opcode, int opaque, BinaryStatus status) {
    super(opcode, opaque);
    this.status = status;
    this.body = status.text();
  }

  /** A success; null for a body keeps silent about it. */
  BinaryFixed(int opcode, int opaque, byte @Nullable [] body) {
    super(opcode, opaque);
    this.status = BinaryStatus.SUCCESS;
    this.body = body;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (body != null) {
      putBody(out, status, NOTHING, body);
    }
  }
}
