package dev.memotor.server.protocol.text;

import dev.memotor.server.auth.LoginOutcome;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.LoginReply;

/** The reply to a login. */
final class TextLoginReply extends Request implements LoginReply {

  // The outcome is settled before the reply is written.
  @SuppressWarnings("NullAway.Init")
  private LoginOutcome outcome;

  @Override
  public void settle(LoginOutcome newOutcome) {
    outcome = newOutcome;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    out.put(
        switch (outcome.kind()) {
          case ACCEPTED -> ReplyLines.STORED;
          case BUSY -> ReplyLines.AUTH_BUSY;
          case REFUSED, CONTINUED -> ReplyLines.AUTH_FAILURE;
        });
  }
}
