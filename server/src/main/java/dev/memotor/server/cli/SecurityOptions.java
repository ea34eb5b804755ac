package dev.memotor.server.cli;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.config.SecurityConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Users, TLS, and commands that are disabled. */
@Command(header = "Security")
final class SecurityOptions {

  @Option(
      names = {"-Y", "--auth-file"},
      paramLabel = "FILE",
      description = "File of users, one name:password per line; clients must authenticate")
  private @Nullable Path authFile;

  @Option(
      names = {"-S", "--enable-sasl"},
      description =
          "Allow SASL logins (PLAIN, SCRAM-SHA-256) over the binary protocol for the users of -Y")
  private boolean enableSasl;

  @Option(
      names = {"-Z", "--enable-ssl"},
      description = "Enable TLS; requires -o ssl_chain_cert=FILE,ssl_key=FILE")
  private boolean enableTls;

  @Option(
      names = {"-F", "--disable-flush-all"},
      description = "Disable flush_all")
  private boolean disableFlush;

  @Option(
      names = {"-X", "--disable-dumping"},
      description =
          "Disable commands that list keys: stats cachedump, stats detail, lru_crawler metadump")
  private boolean disableDumps;

  @Option(
      names = {"-W", "--disable-watch"},
      description = "Disable watch")
  private boolean disableWatch;

  @Option(
      names = {"-A", "--enable-shutdown"},
      description = "Enable shutdown, by which clients stop the server")
  private boolean enableShutdown;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "User to run as, when started as root")
  private @Nullable String user;

  /**
   * Returns the configuration.
   *
   * @param protocol what clients may speak: as in memcached, ascii excludes SASL, and binary
   *     requires SASL if there are users
   */
  SecurityConfig config(Protocol protocol, ExtendedOptions extended) {
    // Only the launcher can switch users, before there is a JVM.
    require(
        user == null
            || user.isEmpty()
            || user.equals("root")
            || !"root".equals(System.getProperty("user.name")),
        "-u " + user + ": a Java process cannot switch users; start bin/memotor instead");
    require(!enableSasl || authFile != null, "-S: there are no users; add -Y FILE");
    require(
        protocol != Protocol.TEXT || !enableSasl,
        "-B ascii: -S is for logins over the binary protocol; omit one of them");
    require(
        protocol != Protocol.BINARY || authFile == null || enableSasl,
        "-B binary: users (-Y) need -S to log in over the binary protocol");
    return new SecurityConfig(
        authFile,
        enableSasl,
        extended.tls(enableTls),
        new AllowedCommands(
            !disableFlush, enableShutdown, !disableDumps, !disableWatch, extended.tracksSizes()));
  }
}
