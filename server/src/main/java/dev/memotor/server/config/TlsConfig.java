package dev.memotor.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS as memcached's options describe it.
 *
 * @param chain PEM file with the server's certificate and those between it and the root
 * @param key PEM file with its private key; the same file if both stand in one
 * @param authorities PEM file with the certificates that may sign those of clients, or null
 * @param verify what is asked of clients
 * @param ciphers cipher suites by their names, or empty for the provider's choice
 * @param minVersion the oldest version spoken
 * @param provider who does the work
 */
public record TlsConfig(
    Path chain,
    Path key,
    Path authorities,
    Verify verify,
    List<String> ciphers,
    MinVersion minVersion,
    Provider provider) {

  /** What is asked of clients, in the order of memcached's numbers. */
  public enum Verify {
    /** No certificate. */
    NONE,
    /** A certificate, which must be right if there is one. */
    REQUEST,
    /** A right certificate. */
    REQUIRE,
    /** The same: nobody asks twice on one connection. */
    ONCE
  }

  /** The oldest version spoken. */
  public enum MinVersion {
    TLS_1_2("TLSv1.2", "tlsv1.2"),
    TLS_1_3("TLSv1.3", "tlsv1.3");

    private final String protocol;
    private final String optionName;

    MinVersion(String protocol, String optionName) {
      this.protocol = protocol;
      this.optionName = optionName;
    }

    /** As the providers call it. */
    public String protocol() {
      return protocol;
    }

    /** As the option calls it. */
    public String optionName() {
      return optionName;
    }
  }

  /** Who does the work. */
  public enum Provider {
    JDK,
    OPENSSL
  }

  public TlsConfig {
    ciphers = List.copyOf(ciphers);
  }
}
