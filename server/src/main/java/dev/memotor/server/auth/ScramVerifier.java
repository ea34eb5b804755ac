package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a server stores to check a password, by SCRAM-SHA-256 or in plain text; useless to a thief
 * who does not also guess the password.
 */
final class ScramVerifier {

  static final String SCHEME = "SCRAM-SHA-256$";

  /** The minimum of RFC 7677. */
  static final int MIN_ITERATIONS = 4096;

  /** A check would otherwise take seconds. */
  static final int MAX_ITERATIONS = 1_000_000;

  static final int SALT_LENGTH = 16;

  private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  static ScramVerifier of(byte[] password, byte[] salt, int iterations) {
    byte[] salted = Hashing.stretch(password, salt, iterations);
    return new ScramVerifier(
        iterations,
        salt,
        Hashing.sha256(Hashing.hmac(salted, CLIENT_KEY)),
        Hashing.hmac(salted, SERVER_KEY));
  }

  static ScramVerifier of(byte[] password, int iterations) {
    byte[] salt = new byte[SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    return of(password, salt, iterations);
  }

  /**
   * Reads the form of the file.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static ScramVerifier parse(String text) {
    String[] parts = text.substring(SCHEME.length()).split("[$:]", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "a hashed password has the form SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
    }
    if (!parts[0].matches("\\d{1,7}")
        || Integer.parseInt(parts[0]) < MIN_ITERATIONS
        || Integer.parseInt(parts[0]) > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "the iterations of a hashed password are a number from "
              + MIN_ITERATIONS
              + " to "
              + MAX_ITERATIONS);
    }
    byte[] salt = decode("salt", parts[1]);
    byte[] storedKey = decode("StoredKey", parts[2]);
    byte[] serverKey = decode("ServerKey", parts[3]);
    if (salt.length == 0
        || storedKey.length != Hashing.LENGTH
        || serverKey.length != Hashing.LENGTH) {
      throw new IllegalArgumentException(
          "a hashed password has a salt and two keys of " + Hashing.LENGTH + " bytes");
    }
    return new ScramVerifier(Integer.parseInt(parts[0]), salt, storedKey, serverKey);
  }

  private static byte[] decode(String name, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the " + name + " of a hashed password is no base64", e);
    }
  }

  /** Returns the form of the file. */
  String format() {
    Base64.Encoder base64 = Base64.getEncoder();
    return SCHEME
        + iterations
        + ":"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  int iterations() {
    return iterations;
  }

  byte[] salt() {
    return salt;
  }

  /** Checks a plain password, which takes as long as its iterations. */
  boolean matches(byte[] password) {
    byte[] salted = Hashing.stretch(password, salt, iterations);
    return MessageDigest.isEqual(storedKey, Hashing.sha256(Hashing.hmac(salted, CLIENT_KEY)));
  }

  /** Returns whether a client that sent this proof knows the password. */
  boolean isProof(byte[] proof, byte[] exchange) {
    if (proof.length != Hashing.LENGTH) {
      return false;
    }
    byte[] clientKey = Hashing.xor(proof, Hashing.hmac(storedKey, exchange));
    return MessageDigest.isEqual(storedKey, Hashing.sha256(clientKey));
  }

  /** Returns the proof that the server knows the password too. */
  byte[] sign(byte[] exchange) {
    return Hashing.hmac(serverKey, exchange);
  }

  byte[] storedKey() {
    return storedKey;
  }
}
