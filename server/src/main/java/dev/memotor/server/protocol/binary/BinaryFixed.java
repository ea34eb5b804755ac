package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;
import org.jspecify.annotations.Nullable;

/** A reply that does not depend on the engine: noop, version, quit, flush, malformed requests. */
final class BinaryFixed extends BinaryReply {

  private final BinaryStatus status;
  private final byte @Nullable [] body;

  BinaryFixed(int opcode, int opaque, BinaryStatus status) {
    super(opcode, opaque);
    this.status = status;
    this.body = status.text();
  }

  /** A success; no reply if the body is null. */
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
