package dev.memotor.server.config;

import java.nio.file.Path;

/**
 * Who may come, and how what is said is kept from others.
 *
 * @param accountFile the file of users, or null if everybody may do everything
 * @param sasl whether binary clients may authenticate; without it they are not taken where there
 *     are users
 * @param tls null for no TLS
 */
public record SecurityConfig(Path accountFile, boolean sasl, TlsConfig tls) {

  /** Everybody may do everything, in clear text. */
  public static SecurityConfig none() {
    return new SecurityConfig(null, false, null);
  }
}
