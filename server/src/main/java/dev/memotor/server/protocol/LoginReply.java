package dev.memotor.server.protocol;

import dev.memotor.server.auth.LoginOutcome;

/** A request of a client that says who it is. */
public interface LoginReply {

  /** Tells what became of it, before the reply is due. */
  void settle(LoginOutcome outcome);
}
