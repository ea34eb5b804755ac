package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** The reply to flush_all. */
final class FlushReply extends Request {

  private final boolean silent;

  FlushReply(boolean silent) {
    this.silent = silent;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (silent) {
      return;
    }
    if (failure() != null) {
      Lines.putFailure(failure(), out);
    } else {
      out.put(Lines.OK);
    }
  }
}
