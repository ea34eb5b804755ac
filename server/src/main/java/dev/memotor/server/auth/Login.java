package dev.memotor.server.auth;

import org.jspecify.annotations.Nullable;

/** A step of a client towards a user: credentials, or a part of an exchange. */
public abstract class Login {

  Login() {}

  /** Returns the name that the client claims, one character a byte. */
  abstract String name();

  /** Returns the outcome if it does not depend on a password; null if one must be checked. */
  abstract @Nullable LoginOutcome withoutPassword(Accounts accounts);

  /** Returns the outcome of the check; null if it takes a long computation. */
  abstract @Nullable LoginOutcome atOnce(Accounts accounts, KnownPasswords known);

  /** Returns the outcome of the check, however long it takes. */
  abstract LoginOutcome atLength(Accounts accounts, KnownPasswords known);
}
