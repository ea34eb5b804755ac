package dev.memotor.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a step of a login.
 *
 * @param kind what it was
 * @param user who it is, if accepted
 * @param challenge what the client is to answer next, if continued
 */
public record LoginOutcome(Kind kind, @Nullable User user, byte[] challenge) {

  /** Kinds of outcomes. */
  public enum Kind {
    ACCEPTED,
    REFUSED,
    /** The client must take another step. */
    CONTINUED,
    /** Too many attempts of this source wait; the connection ends. */
    BUSY
  }

  /** Returns the refusal of a wrong password that was not tried recently. */
  static final LoginOutcome NEW_GUESS = new LoginOutcome(Kind.REFUSED, null, new byte[0]);

  static final LoginOutcome REFUSED = new LoginOutcome(Kind.REFUSED, null, new byte[0]);
  static final LoginOutcome BUSY = new LoginOutcome(Kind.BUSY, null, new byte[0]);

  static LoginOutcome accepted(User user) {
    return new LoginOutcome(Kind.ACCEPTED, user, new byte[0]);
  }

  static LoginOutcome continued(byte[] challenge) {
    return new LoginOutcome(Kind.CONTINUED, null, challenge);
  }

  /** Returns whether this refuses a wrong password that was not tried recently. */
  boolean isNewGuess() {
    return this == NEW_GUESS;
  }
}
