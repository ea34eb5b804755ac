package dev.memotor.server.auth;

/** A step of a client towards a user: credentials, or a part of an exchange. */
public abstract class Login {

  Login() {}

  /** Who the client says it is, one character a byte; for the log. */
  abstract String name();

  /** The outcome, or null if it takes a long computation to find out. */
  abstract LoginOutcome atOnce(Accounts accounts, KnownPasswords known);

  /** The outcome, however long it takes. */
  abstract LoginOutcome atLength(Accounts accounts, KnownPasswords known);
}
