package dev.memotor.server.tls;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.MinVersion;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import io.netty.handler.ssl.CipherSuiteConverter;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Builds the TLS context from the current files. */
final class TlsContextFactory {

  private static final int SESSIONS = 20_000;
  private static final int SESSION_SECONDS = 300;

  private final TlsConfig config;

  TlsContextFactory(TlsConfig config) {
    if (config.provider() == Provider.OPENSSL && !OpenSsl.isAvailable()) {
      throw new ConfigurationException(
          "-o ssl_provider=openssl does not work here ("
              + OpenSsl.unavailabilityCause()
              + "); leave it out, or give jdk",
          OpenSsl.unavailabilityCause());
    }
    if (config.clients().verify() != Verify.NONE && config.clients().authorities() == null) {
      throw new ConfigurationException(
          "-o ssl_verify_mode="
              + config.clients().verify().ordinal()
              + " needs the certificates that sign those of clients: -o ssl_ca_cert=FILE");
    }
    this.config = config;
  }

  /**
   * Reads the files.
   *
   * @throws ConfigurationException that names what is broken
   */
  SslContext create() {
    Identity identity = Identity.read(config);
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.key(), identity.chain())
            .sslProvider(
                config.provider() == Provider.OPENSSL ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols(protocols())
            .sessionCacheSize(SESSIONS)
            .sessionTimeout(SESSION_SECONDS)
            .clientAuth(
                switch (config.clients().verify()) {
                  case NONE -> ClientAuth.NONE;
                  case REQUEST -> ClientAuth.OPTIONAL;
                  case REQUIRE, ONCE -> ClientAuth.REQUIRE;
                });
    if (config.clients().authorities() != null) {
      builder.trustManager(
          new PemFile("ssl_ca_cert", config.clients().authorities())
              .certificates()
              .toArray(X509Certificate[]::new));
    }
    if (!config.protocol().ciphers().isEmpty()) {
      builder.ciphers(ciphers(), SupportedCipherSuiteFilter.INSTANCE);
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new ConfigurationException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private List<String> protocols() {
    return config.protocol().minVersion() == MinVersion.TLS_1_3
        ? List.of(MinVersion.TLS_1_3.protocol())
        : List.of(MinVersion.TLS_1_3.protocol(), MinVersion.TLS_1_2.protocol());
  }

  /** Accepts the names of OpenSSL and of the JDK; an unknown name is an error. */
  private List<String> ciphers() {
    List<String> supported;
    try {
      supported = List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
    List<String> names = new ArrayList<>();
    for (String cipher : config.protocol().ciphers()) {
      String java = cipher.startsWith("TLS_") ? cipher : CipherSuiteConverter.toJava(cipher, "TLS");
      if (java == null || !supported.contains(java)) {
        throw new ConfigurationException("-o ssl_ciphers: there is no cipher suite " + cipher);
      }
      names.add(java);
    }
    boolean hasTls13 = names.stream().anyMatch(name -> !name.contains("_WITH_"));
    if (!hasTls13) {
      // As in OpenSSL, where the list is for TLS 1.2 and does not affect the suites of 1.3.
      supported.stream().filter(name -> !name.contains("_WITH_")).forEach(names::add);
    }
    names.remove("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
    return names;
  }
}
