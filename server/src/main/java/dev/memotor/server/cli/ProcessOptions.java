package dev.memotor.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process itself: where its options come from, how it runs and logs. */
@Command(header = "Process")
final class ProcessOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "File of options, one 'name = value' per line, by their long names")
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private @Nullable Path config;

  @Option(
      names = {"-d", "--daemon"},
      description = "Run in the background")
  private boolean daemon;

  @Option(
      names = {"-P", "--pid-file"},
      paramLabel = "FILE",
      description = "File to write the process id to")
  private @Nullable Path pidFile;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Log more; -vv also logs every command and reply without its value, at any rate; -vvv"
              + " also logs connection states")
  private boolean[] verbose = {};

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "Log plain lines, or one JSON object per line (default: text)")
  private String logFormat = "text";

  @Option(
      names = {"-o", "--extended"},
      paramLabel = "LIST",
      description =
          "memcached's extended options: idle_timeout, track_sizes, ssl_chain_cert, ssl_key,"
              + " ssl_ca_cert, ssl_verify_mode, ssl_ciphers, ssl_min_version, and"
              + " ssl_provider=jdk|openssl. Others that memcached knows have no effect")
  private List<String> extended = new ArrayList<>();

  @Option(
      names = {"-i", "--license"},
      hidden = true)
  private boolean license;

  boolean daemon() {
    return daemon;
  }

  /** Returns the file of {@code -P}; null for none. */
  @Nullable Path pidFile() {
    return pidFile;
  }

  int verbosity() {
    return verbose.length;
  }

  String logFormat() {
    return logFormat;
  }

  ExtendedOptions extended() {
    return new ExtendedOptions(extended);
  }

  boolean license() {
    return license;
  }
}
