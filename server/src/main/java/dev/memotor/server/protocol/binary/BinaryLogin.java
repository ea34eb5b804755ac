package dev.memotor.server.protocol.binary;

import dev.memotor.server.auth.LoginOutcome;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.LoginReply;
import java.nio.charset.StandardCharsets;

/** The reply to a step of a SASL exchange. */
final class BinaryLogin extends BinaryReply implements LoginReply {

  private static final byte[] WELCOME = "Authenticated".getBytes(StandardCharsets.US_ASCII);

  // The outcome is settled before the reply is written.
  @SuppressWarnings("NullAway.Init")
  private LoginOutcome outcome;

  BinaryLogin(int opcode, int opaque) {
    super(opcode, opaque);
  }

  @Override
  public void settle(LoginOutcome newOutcome) {
    outcome = newOutcome;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    switch (outcome.kind()) {
      case ACCEPTED -> putBody(out, BinaryStatus.SUCCESS, NOTHING, WELCOME);
      case CONTINUED -> putBody(out, BinaryStatus.AUTH_CONTINUE, NOTHING, outcome.challenge());
      case REFUSED -> putError(out, BinaryStatus.AUTH_FAILURE);
      case BUSY -> putError(out, BinaryStatus.TEMPORARY_FAILURE);
    }
  }
}
