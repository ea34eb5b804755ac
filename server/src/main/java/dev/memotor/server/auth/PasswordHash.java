package dev.memotor.server.auth;

/** Makes the hashed form of a password for the file of users. */
public final class PasswordHash {

  /** A compromise between the cost to attackers and to SCRAM clients, which pay it too. */
  public static final int DEFAULT_ITERATIONS = 10_000;

  private PasswordHash() {}

  /**
   * Returns the form of the file.
   *
   * @throws IllegalArgumentException if the number of iterations is out of bounds
   */
  public static String of(byte[] password, int iterations) {
    if (iterations < ScramVerifier.MIN_ITERATIONS || iterations > ScramVerifier.MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "give from "
              + ScramVerifier.MIN_ITERATIONS
              + " to "
              + ScramVerifier.MAX_ITERATIONS
              + " iterations");
    }
    return ScramVerifier.of(password, iterations).format();
  }
}
