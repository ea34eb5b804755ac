package dev.memotor.server;

import dev.memotor.server.admin.Monitoring;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.tls.Tls;
import dev.memotor.server.transport.Network;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that has passed every check possible without an engine, with its users and
 * certificates. Opening a store may take long: mistakes should be reported before.
 */
public final class CheckedConfig implements AutoCloseable {

  final ServerConfig config;
  final @Nullable Authentication authentication;
  final @Nullable Tls tls;

  private CheckedConfig(ServerConfig config) {
    SecurityConfig security = config.security();
    this.config = config;
    this.authentication =
        security.accountFile() == null
            ? null
            : new Authentication(security.accountFile(), security.sasl());
    this.tls = security.tls() == null ? null : new Tls(security.tls());
  }

  /**
   * Checks a configuration.
   *
   * @throws ConfigurationException if an address cannot be listened on, or a file of users,
   *     certificates or keys is broken
   */
  public static CheckedConfig of(ServerConfig config) {
    Monitoring.check(config.monitoring());
    CountedKeys.check(config.monitoring().counters());
    Network.check(config.listen());
    return new CheckedConfig(config);
  }

  @Override
  public void close() {
    if (authentication != null) {
      authentication.close();
    }
    if (tls != null) {
      tls.close();
    }
  }
}
