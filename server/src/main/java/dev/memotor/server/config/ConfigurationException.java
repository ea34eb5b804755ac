package dev.memotor.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A wrong option; the message names it and says what would be right. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Throws unless a condition holds; the message names the option and says what would be right. */
  public static void require(boolean condition, String message) {
    if (!condition) {
      throw new ConfigurationException(message);
    }
  }

  /**
   * Returns the failure to listen on an address.
   *
   * @param where the option and its value, or the address
   * @param advice what to do, as the end of the message
   */
  public static ConfigurationException cannotListen(String where, Throwable cause, String advice) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    // Netty puts the system call and its number before the reason.
    String reason = text.replaceFirst("^.*failed with error\\(-?\\d+\\): ", "");
    String known =
        switch (reason) {
          case "Address already in use" -> "another process listens there already";
          case "Cannot assign requested address" -> "this machine has no such address";
          case "No such file or directory" -> "its directory does not exist";
          case "Permission denied" ->
              "permission denied, as ports below 1024 need root or a capability";
          default -> reason;
        };
    return new ConfigurationException("cannot listen on " + where + ": " + known + advice, cause);
  }

  /**
   * Returns the failure to read a file that an option names.
   *
   * @param where the option and the file
   */
  public static ConfigurationException cannotRead(String where, IOException cause) {
    return new ConfigurationException(
        where + " cannot be read: " + reason(cause, "there is no such file"), cause);
  }

  /**
   * Returns the failure to write a file that an option names.
   *
   * @param where the option and the file
   */
  public static ConfigurationException cannotWrite(String where, IOException cause) {
    return new ConfigurationException(
        where + " cannot be written: " + reason(cause, "its directory does not exist"), cause);
  }

  /** Returns why a file failed: the message of most such exceptions is just the path. */
  private static String reason(IOException cause, String absent) {
    if (cause instanceof NoSuchFileException) {
      return absent;
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof CharacterCodingException) {
      return "it is not text in UTF-8";
    }
    String reason =
        cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
    return reason == null ? cause.toString() : reason;
  }

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
