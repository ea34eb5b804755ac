package dev.memotor.server.protocol;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** The removal of an old value whose successor was too large, which the client did not request. */
public final class SilentRequest extends Request {

  @Override
  protected void writeReply(ReplyBuffer out) {}

  @Override
  protected boolean isCounted() {
    return false;
  }
}
