package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.MinVersion;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * memcached's extended options ({@code -o}). Those of TLS and the idle timeout have a meaning here;
 * the others tune what is not here, and are passed over.
 */
final class ExtendedOptions {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private static final String IDLE = "idle_timeout";
  private static final Set<String> TLS =
      Set.of(
          "ssl_chain_cert",
          "ssl_key",
          "ssl_ca_cert",
          "ssl_verify_mode",
          "ssl_ciphers",
          "ssl_min_version",
          "ssl_provider");

  private final Map<String, String> values = new LinkedHashMap<>();

  ExtendedOptions(String text) {
    for (String option : text.split(",", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option.strip() : option.substring(0, equals).strip();
      if (name.equals(IDLE) || TLS.contains(name)) {
        if (equals < 0 || equals == option.length() - 1) {
          throw new ConfigurationException("-o " + option + ": the value is missing");
        }
        if (values.putIfAbsent(name, option.substring(equals + 1).strip()) != null) {
          throw new ConfigurationException("-o " + option + ": '" + name + "' is given twice");
        }
      } else if (!name.isEmpty()) {
        LOG.info("-o {} has no effect here", option);
      }
    }
  }

  /** Seconds, or {@code other} if the list does not say. */
  int idleTimeout(int other) {
    String value = values.get(IDLE);
    if (value == null) {
      return other;
    }
    if (!value.matches("\\d{1,9}")) {
      throw wrong(IDLE, "give seconds");
    }
    return Integer.parseInt(value);
  }

  /**
   * What the options say of TLS.
   *
   * @param enabled whether there is to be any
   * @return null if not
   */
  TlsConfig tls(boolean enabled) {
    if (!enabled) {
      for (String name : values.keySet()) {
        if (TLS.contains(name)) {
          // Whoever names a certificate expects that nobody can listen.
          throw wrong(name, "without TLS this means nothing; add -Z");
        }
      }
      return null;
    }
    String chain = values.get("ssl_chain_cert");
    if (chain == null) {
      throw new ConfigurationException(
          "-Z needs a certificate and its key: -o ssl_chain_cert=FILE,ssl_key=FILE");
    }
    String authorities = values.get("ssl_ca_cert");
    String ciphers = values.getOrDefault("ssl_ciphers", "");
    return new TlsConfig(
        Path.of(chain),
        Path.of(values.getOrDefault("ssl_key", chain)),
        authorities == null ? null : Path.of(authorities),
        verify(),
        ciphers.isEmpty() ? List.of() : List.of(ciphers.split(":")),
        minVersion(),
        provider());
  }

  private Verify verify() {
    String value = values.getOrDefault("ssl_verify_mode", "0");
    if (!value.matches("[0-3]")) {
      throw wrong("ssl_verify_mode", "give 0 (none), 1 (request), 2 (require) or 3 (once)");
    }
    return Verify.values()[Integer.parseInt(value)];
  }

  private MinVersion minVersion() {
    // memcached numbers the versions; what it calls 0 and 1 is not spoken any more.
    return switch (values.getOrDefault("ssl_min_version", "tlsv1.2").toLowerCase(Locale.ROOT)) {
      case "tlsv1.2", "2" -> MinVersion.TLS_1_2;
      case "tlsv1.3", "3" -> MinVersion.TLS_1_3;
      default -> throw wrong("ssl_min_version", "give tlsv1.2 or tlsv1.3");
    };
  }

  private Provider provider() {
    return switch (values.getOrDefault("ssl_provider", "jdk")) {
      case "jdk" -> Provider.JDK;
      case "openssl" -> Provider.OPENSSL;
      default -> throw wrong("ssl_provider", "give jdk or openssl");
    };
  }

  private ConfigurationException wrong(String name, String advice) {
    return new ConfigurationException("-o " + name + "=" + values.get(name) + ": " + advice);
  }
}
