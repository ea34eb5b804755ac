package dev.memotor.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS, in the terms of memcached's options.
 *
 * @param chain PEM file with the server's certificate and those between it and the root
 * @param key PEM file with its private key; may be the same file
 * @param clients what clients must present
 * @param protocol versions and ciphers
 * @param provider the implementation
 */
public record TlsConfig(
    Path chain, Path key, Clients clients, Protocol protocol, Provider provider) {

  /**
   * What clients must present.
   *
   * @param verify whether they need a certificate
   * @param authorities PEM file with the certificates that may sign those of clients; null for none
   */
  public record Clients(Verify verify, @Nullable Path authorities) {

    public static final Clients ANONYMOUS = new Clients(Verify.NONE, null);
  }

  /**
   * Versions and ciphers.
   *
   * @param minVersion the oldest version spoken
   * @param ciphers names of cipher suites; empty for the provider's choice
   */
  public record Protocol(MinVersion minVersion, List<String> ciphers) {

    public static final Protocol DEFAULT = new Protocol(MinVersion.TLS_1_2, List.of());

    public Protocol {
      ciphers = List.copyOf(ciphers);
    }
  }

  /** Whether clients need a certificate, in the order of memcached's numbers. */
  public enum Verify {
    /** No certificate. */
    NONE,
    /** A certificate is optional; one that is sent must be valid. */
    REQUEST,
    /** A valid certificate. */
    REQUIRE,
    /** The same as REQUIRE, since connections are never renegotiated. */
    ONCE
  }

  /** The oldest version allowed. */
  public enum MinVersion {
    TLS_1_2("TLSv1.2", "tlsv1.2"),
    TLS_1_3("TLSv1.3", "tlsv1.3");

    private final String protocol;
    private final String optionName;

    MinVersion(String protocol, String optionName) {
      this.protocol = protocol;
      this.optionName = optionName;
    }

    /** Returns the name that TLS providers use. */
    public String protocol() {
      return protocol;
    }

    /** Returns the name that the option uses. */
    public String optionName() {
      return optionName;
    }
  }

  /** The implementation. */
  public enum Provider {
    JDK,
    OPENSSL
  }
}
