package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users of one version of the file. */
final class Accounts {

  /** Generous for any current processor. */
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

  /** Returns a user; null if there is none of this name. */
  @Nullable Account find(String name) {
    return byName.get(name);
  }

  /** Returns the iterations of the most expensive hashed password; unknown users look the same. */
  int iterations() {
    return Math.max(hashedIterations, ScramVerifier.MIN_ITERATIONS);
  }

  /** No refusal takes less, so that its time does not reveal whether a password was hashed. */
  long longestCheckMillis() {
    return hashedIterations / ITERATIONS_PER_MILLI;
  }

  /**
   * Returns a salt for an unknown user: always the same, so that it does not reveal who is unknown.
   */
  byte[] salt(String name) {
    Account account = byName.get(name);
    return account != null
        ? account.salt()
        : Arrays.copyOf(
            Hashing.hmac(secret, name.getBytes(StandardCharsets.ISO_8859_1)),
            ScramVerifier.SALT_LENGTH);
  }

  /** Returns how often a SCRAM client of this name must hash its password. */
  int iterations(String name) {
    Account account = byName.get(name);
    int hashed = account == null ? 0 : account.hashedIterations();
    return hashed == 0 ? iterations() : hashed;
  }
}
