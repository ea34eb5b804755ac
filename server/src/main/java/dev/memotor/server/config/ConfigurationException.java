package dev.memotor.server.config;

/** A wrong option; the message names it and says what would be right. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * An address cannot be listened on.
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
          case "Permission denied" ->
              "permission denied, as ports below 1024 need root or a capability";
          default -> reason;
        };
    return new ConfigurationException("cannot listen on " + where + ": " + known + advice, cause);
  }

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
