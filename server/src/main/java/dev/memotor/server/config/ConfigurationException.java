package dev.memotor.server.config;

/** A wrong option; the message names it and says what would be right. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
