package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users of one version of the file. */
final class Accounts {

  /** Generous for any processor of today. */
  private static final int ITERATIONS_PER_MILLI = 1_000;

  private final Map<String, Account> byName;
  private final int hashedIterations;
  private final byte[] secret = new byte[Hashing.LENGTH];

  Accounts(Map<String, Account> byName) {
    this.byName = Map.copyOf(byName);
    this.hashedIterations =
        byName.values().stream().mapToInt(Account::hashedIterations).max().orElse(0);
    new SecureRandom().nextBytes(secret);
  }

  int count() {
    return byName.size();
  }

  /** Null if there is no such user. */
  @Nullable Account find(String name) {
    return byName.get(name);
  }

  /** Of the most expensive hashed password; unknown users look the same. */
  int iterations() {
    return Math.max(hashedIterations, ScramVerifier.MIN_ITERATIONS);
  }

  /** No refusal takes less, so that its time does not reveal whether a password was hashed. */
  long longestCheckMillis() {
    return hashedIterations / ITERATIONS_PER_MILLI;
  }

  /**
   * An unknown user always has the same salt, so that the answer does not reveal who is unknown.
   */
  byte[] salt(String name) {
    Account account = byName.get(name);
    return account != null
        ? account.salt()
        : Arrays.copyOf(
            Hashing.hmac(secret, name.getBytes(StandardCharsets.ISO_8859_1)),
            ScramVerifier.SALT_LENGTH);
  }

  /** How often a SCRAM client of this name is to hash its password. */
  int iterations(String name) {
    Account account = byName.get(name);
    int hashed = account == null ? 0 : account.hashedIterations();
    return hashed == 0 ? iterations() : hashed;
  }
}
