package dev.memotor.server.admin;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret that clients of the admin endpoint must present, or none. */
final class AccessToken {

  private static final String SCHEME = "Bearer ";
  private static final int MIN_LENGTH = 8;

  private final byte @Nullable [] token;

  private AccessToken(byte @Nullable [] token) {
    this.token = token;
  }

  /**
   * Reads the token from a file.
   *
   * @param file null for none
   */
  static AccessToken read(@Nullable Path file) {
    if (file == null) {
      return new AccessToken(null);
    }
    try {
      String text = Files.readString(file).strip();
      if (text.length() < MIN_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new ConfigurationException(
            "--admin-token "
                + file
                + ": give one line of at least "
                + MIN_LENGTH
                + " printable characters without spaces");
      }
      return new AccessToken(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw ConfigurationException.cannotRead("--admin-token " + file, e);
    }
  }

  boolean isSet() {
    return token != null;
  }

  /**
   * Returns whether an Authorization header has the token. Takes the same time wherever they
   * differ.
   */
  boolean allows(@Nullable String authorization) {
    if (token == null) {
      return true;
    }
    String given = "";
    if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      given = authorization.substring(SCHEME.length()).strip();
    }
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token);
  }
}
