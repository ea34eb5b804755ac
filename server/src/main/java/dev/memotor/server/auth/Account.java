package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user and the password, as written in the file. */
final class Account {

  private final User user;

  /** The password; null if the file has it hashed. */
  private final byte @Nullable [] password;

  private final byte[] salt;
  private final byte[] identity;

  /** Computed from a plain password when SCRAM first needs it, since that takes a while. */
  private volatile @Nullable ScramVerifier verifier;

  private Account(
      User user,
      byte @Nullable [] password,
      byte[] salt,
      @Nullable ScramVerifier verifier,
      byte[] secret) {
    this.user = user;
    this.password = password;
    this.salt = salt;
    this.verifier = verifier;
    this.identity =
        Hashing.hmac(Hashing.sha256(user.name().getBytes(StandardCharsets.ISO_8859_1)), secret);
  }

  static Account plain(User user, byte[] password) {
    byte[] salt = new byte[ScramVerifier.SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    return new Account(user, password, salt, null, password);
  }

  static Account hashed(User user, ScramVerifier verifier) {
    return new Account(user, null, verifier.salt(), verifier, verifier.storedKey());
  }

  User user() {
    return user;
  }

  boolean isPlain() {
    return password != null;
  }

  byte[] salt() {
    return salt;
  }

  /** Returns how often the file's password is hashed; 0 for a plain one. */
  int hashedIterations() {
    return isPlain() ? 0 : Objects.requireNonNull(verifier).iterations();
  }

  /** Identifies the account together with its password: a changed one has another identity. */
  byte[] identity() {
    return identity;
  }

  /** Returns whether {@link #verifier} needs no computation. */
  boolean hasVerifier() {
    return verifier != null;
  }

  /**
   * Returns the verifier; that of a plain password may take a while.
   *
   * @param iterations for a plain password
   */
  ScramVerifier verifier(int iterations) {
    ScramVerifier known = verifier;
    if (known == null) {
      known = ScramVerifier.of(Objects.requireNonNull(password), salt, iterations);
      verifier = known;
    }
    return known;
  }

  /** Compares in a time that does not depend on where the difference is. */
  boolean matchesPlain(byte[] given) {
    return MessageDigest.isEqual(Objects.requireNonNull(password), given);
  }
}
