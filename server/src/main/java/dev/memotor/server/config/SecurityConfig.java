package dev.memotor.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Who may come, and how what is said is kept from others.
 *
 * @param accountFile the file of users, or null if everybody may do everything
 * @param sasl whether binary clients may authenticate; without it they are not taken where there
 *     are users
 * @param tls null for no TLS
 * @param clearListeners addresses to listen on without TLS, besides those of {@link ServerConfig}
 */
public record SecurityConfig(
    Path accountFile, boolean sasl, TlsConfig tls, List<InetSocketAddress> clearListeners) {

  public SecurityConfig {
    clearListeners = List.copyOf(clearListeners);
  }

  /** Everybody may do everything, in clear text. */
  public static SecurityConfig none() {
    return new SecurityConfig(null, false, null, List.of());
  }
}
