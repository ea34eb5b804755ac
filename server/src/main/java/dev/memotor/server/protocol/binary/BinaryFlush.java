package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to flush. */
final class BinaryFlush extends BinaryReply {

  private final boolean quiet;

  BinaryFlush(int opcode, int opaque, boolean quiet) {
    super(opcode, opaque);
    this.quiet = quiet;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (failure() != null) {
      putError(out, BinaryStatus.of(failure()));
    } else if (!quiet) {
      putEmpty(out, 0);
    }
  }
}
