package dev.memotor.server.cli;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ConnectionConfig;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How connections are served. */
@Command(header = "Connections")
final class ConnectionOptions {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final List<String> TRANSPORTS = List.of("auto", "epoll", "io_uring", "nio");

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description = "Maximum number of connections (default: 1024)")
  private int connections = ConnectionConfig.DEFAULT.max();

  @Option(
      names = "--idle-timeout",
      paramLabel = "SECONDS",
      description = "Seconds after which an idle connection is closed (default: 0, never)")
  private int idleTimeout;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Number of event loops (default: depends on the number of cores)")
  private int threads = ConnectionConfig.DEFAULT.loops();

  @Option(
      names = {"-R", "--max-reqs-per-event"},
      paramLabel = "N",
      description =
          "Maximum number of commands that an event loop takes from a connection before it serves"
              + " the others (default: 20)")
  private int requestsPerEvent = ConnectionConfig.DEFAULT.requestsPerEvent();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "io_uring, epoll or nio (default: auto, the first of them that works)")
  private String transport = "auto";

  /**
   * Returns the configuration, with no more connections than there are file descriptors for.
   *
   * @throws ConfigurationException if an option is wrong
   */
  ConnectionConfig config(ExtendedOptions extended) {
    require(connections > 0, "-c " + connections + ": give at least 1 connection");
    require(threads > 0 && threads <= 1024, "-t " + threads + ": give from 1 to 1024 event loops");
    require(requestsPerEvent > 0, "-R " + requestsPerEvent + ": give at least 1 command");
    require(idleTimeout >= 0, "--idle-timeout " + idleTimeout + ": give seconds, or 0 for never");
    OpenFiles files = OpenFiles.ofThisProcess();
    if (files.connections(connections) < connections) {
      LOG.warn("{}", files.advice(connections));
    }
    return new ConnectionConfig(
        threads,
        transport(),
        files.connections(connections),
        requestsPerEvent,
        extended.idleTimeout(idleTimeout));
  }

  private TransportKind transport() {
    if (!TRANSPORTS.contains(transport.toLowerCase(Locale.ROOT))) {
      throw new ConfigurationException(
          "--transport "
              + transport
              + ": give auto, epoll, io_uring or nio"
              + Suggestion.didYouMean(transport, TRANSPORTS));
    }
    return TransportKind.valueOf(transport.toUpperCase(Locale.ROOT));
  }
}
