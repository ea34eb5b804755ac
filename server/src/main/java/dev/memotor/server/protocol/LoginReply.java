package dev.memotor.server.protocol;

import dev.memotor.server.auth.LoginOutcome;

/** The reply to a login step. */
public interface LoginReply {

  /** Sets the outcome, before the reply is written. */
  void settle(LoginOutcome outcome);
}
