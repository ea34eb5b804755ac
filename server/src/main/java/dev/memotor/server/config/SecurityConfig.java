package dev.memotor.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Users, TLS, and disabled commands.
 *
 * @param accountFile the file of users; null if everybody may do everything
 * @param sasl whether binary clients may authenticate; if not, they are refused when there are
 *     users
 * @param tls null for no TLS
 * @param commands the commands that are enabled
 */
public record SecurityConfig(
    @Nullable Path accountFile, boolean sasl, @Nullable TlsConfig tls, AllowedCommands commands) {

  /** Everybody may do everything, in clear text. */
  public static final SecurityConfig OPEN =
      new SecurityConfig(null, false, null, AllowedCommands.DEFAULT);

  /** Returns a configuration with TLS for everybody. */
  public static SecurityConfig tls(TlsConfig tls) {
    return new SecurityConfig(null, false, tls, AllowedCommands.DEFAULT);
  }

  /**
   * Returns a configuration with users that both protocols authenticate.
   *
   * @param tls null for no TLS
   */
  public static SecurityConfig users(Path accountFile, @Nullable TlsConfig tls) {
    return new SecurityConfig(accountFile, true, tls, AllowedCommands.DEFAULT);
  }

  public SecurityConfig with(AllowedCommands other) {
    return new SecurityConfig(accountFile, sasl, tls, other);
  }
}
