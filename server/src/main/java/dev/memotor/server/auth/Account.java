package dev.memotor.server.auth;

import java.security.MessageDigest;

/** A user with the password as the file has it. */
final class Account {

  private final User user;

  /** Null if the file has the hashed form. */
  private final byte[] password;

  /** Of a plain password made when SCRAM asks for it first: it takes its time. */
  private volatile ScramVerifier verifier;

  private Account(User user, byte[] password, ScramVerifier verifier) {
    this.user = user;
    this.password = password;
    this.verifier = verifier;
  }

  static Account plain(User user, byte[] password) {
    return new Account(user, password, null);
  }

  static Account hashed(User user, ScramVerifier verifier) {
    return new Account(user, null, verifier);
  }

  User user() {
    return user;
  }

  boolean isPlain() {
    return password != null;
  }

  /** Whether {@link #verifier} answers at once. */
  boolean hasVerifier() {
    return verifier != null;
  }

  /** The verifier; of a plain password it may take a while. */
  ScramVerifier verifier() {
    ScramVerifier known = verifier;
    if (known == null) {
      known = ScramVerifier.of(password, ScramVerifier.MIN_ITERATIONS);
      verifier = known;
    }
    return known;
  }

  /** Compares in a time that tells nothing of where the difference is. */
  boolean matchesPlain(byte[] given) {
    return MessageDigest.isEqual(password, given);
  }
}
