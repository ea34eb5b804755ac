package dev.memotor.server.auth;

import org.jspecify.annotations.Nullable;

/** A step of a client towards a user: credentials, or a part of an exchange. */
public abstract class Login {

  Login() {}

  /** Who the client says it is, one character a byte. */
  abstract String name();

  /** The outcome if it does not depend on a password; null if one must be checked. */
  abstract @Nullable LoginOutcome withoutPassword(Accounts accounts);

  /** The outcome of the check, or null if it takes a long computation. */
  abstract @Nullable LoginOutcome atOnce(Accounts accounts, KnownPasswords known);

  /** The outcome of the check, however long it takes. */
  abstract LoginOutcome atLength(Accounts accounts, KnownPasswords known);
}
