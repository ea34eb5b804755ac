package dev.memotor.server.auth;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passwords that were right, by a hash whose key only this process has: so that the hundredth
 * connection of a client is not as dear as the first. A changed password has another verifier, and
 * so another hash.
 */
final class KnownPasswords {

  private static final int MAX = 4096;

  private final byte[] secret = new byte[Hashing.LENGTH];
  private final Map<ByteBuffer, Boolean> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
          return size() > MAX;
        }
      };

  KnownPasswords() {
    new SecureRandom().nextBytes(secret);
  }

  synchronized boolean contains(Account account, byte[] password) {
    return known.get(hash(account, password)) != null;
  }

  synchronized void add(Account account, byte[] password) {
    known.put(hash(account, password), Boolean.TRUE);
  }

  /** The stored key has a fixed length, so that no two pairs make the same message. */
  private ByteBuffer hash(Account account, byte[] password) {
    byte[] storedKey = account.verifier().storedKey();
    byte[] message =
        ByteBuffer.allocate(storedKey.length + password.length)
            .put(storedKey)
            .put(password)
            .array();
    return ByteBuffer.wrap(Hashing.hmac(secret, message));
  }
}
