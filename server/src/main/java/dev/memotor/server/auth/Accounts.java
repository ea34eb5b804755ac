package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;

/** The users of one state of the file. */
final class Accounts {

  private static final int SALT_LENGTH = 16;

  private final Map<String, Account> byName;

  /** Of the hashed passwords, or 0 if there is none: unknown users must cost as much. */
  private final int iterations;

  private final byte[] secret = new byte[Hashing.LENGTH];
  private final ScramVerifier nobody;

  Accounts(Map<String, Account> byName) {
    this.byName = Map.copyOf(byName);
    this.iterations =
        byName.values().stream()
            .filter(account -> !account.isPlain())
            .mapToInt(account -> account.verifier().iterations())
            .max()
            .orElse(0);
    new SecureRandom().nextBytes(secret);
    this.nobody = ScramVerifier.ofNobody(new byte[SALT_LENGTH], scramIterations());
  }

  private int scramIterations() {
    return iterations == 0 ? ScramVerifier.MIN_ITERATIONS : iterations;
  }

  int count() {
    return byName.size();
  }

  /** Null if there is no such user. */
  Account find(String name) {
    return byName.get(name);
  }

  /** Whether a password can be checked without a long computation, for a user or nobody. */
  boolean isQuick(Account account) {
    return account == null ? iterations == 0 : account.isPlain();
  }

  /** Checks a password; one of an unknown user takes as long as any. */
  boolean matches(Account account, byte[] password) {
    if (account == null) {
      if (iterations > 0) {
        nobody.matches(password);
      }
      return false;
    }
    return account.isPlain()
        ? account.matchesPlain(password)
        : account.verifier().matches(password);
  }

  /** For an unknown user always the same salt, so that the answer does not tell who is unknown. */
  ScramVerifier verifierFor(String name) {
    Account account = byName.get(name);
    if (account != null) {
      return account.verifier();
    }
    byte[] salt = Hashing.hmac(secret, name.getBytes(StandardCharsets.ISO_8859_1));
    return ScramVerifier.ofNobody(Arrays.copyOf(salt, SALT_LENGTH), scramIterations());
  }
}
