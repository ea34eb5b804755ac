package dev.memotor.server.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outcomes of checked passwords, by a hash with a secret of this process. An account has one
 * password: once that is known, any other is rejected without a long computation. The latest wrong
 * ones are remembered as well, to tell a client that repeats an old password from one that guesses.
 */
final class KnownPasswords {

  private static final int MAX = 4096;

  private final byte[] secret = new byte[Hashing.LENGTH];

  /** The hash of the right password, by what identifies the account and its password. */
  private final Map<ByteBuffer, byte[]> right = new Recent<>();

  private final Map<ByteBuffer, Boolean> wrong = new Recent<>();

  /** What is known of a password. */
  enum Verdict {
    RIGHT,
    WRONG,
    UNKNOWN
  }

  private static final class Recent<V> extends LinkedHashMap<ByteBuffer, V> {

    private static final long serialVersionUID = 1;

    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, V> eldest) {
      return size() > MAX;
    }
  }

  KnownPasswords() {
    new SecureRandom().nextBytes(secret);
  }

  Verdict verdict(Account account, byte[] password) {
    byte[] hash = hash(account, password);
    synchronized (this) {
      byte[] known = right.get(ByteBuffer.wrap(account.identity()));
      if (known != null) {
        return MessageDigest.isEqual(known, hash) ? Verdict.RIGHT : Verdict.WRONG;
      }
      return wrong.get(ByteBuffer.wrap(hash)) == null ? Verdict.UNKNOWN : Verdict.WRONG;
    }
  }

  void addRight(Account account, byte[] password) {
    byte[] hash = hash(account, password);
    synchronized (this) {
      right.put(ByteBuffer.wrap(account.identity()), hash);
    }
  }

  /** Adds a wrong password; false if it was known to be wrong. */
  boolean addWrong(Account account, byte[] password) {
    byte[] hash = hash(account, password);
    synchronized (this) {
      return wrong.put(ByteBuffer.wrap(hash), Boolean.TRUE) == null;
    }
  }

  /** The password is the key, as in the hash of the file: what is equal there is equal here. */
  private byte[] hash(Account account, byte[] password) {
    byte[] identity = account.identity();
    byte[] message =
        ByteBuffer.allocate(secret.length + identity.length).put(secret).put(identity).array();
    return Hashing.hmac(password, message);
  }
}
