package dev.memotor.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options that every command has. */
@Command(header = "General")
@SuppressWarnings("UnusedVariable") // picocli reads the annotations
final class HelpOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version of memotor and of the memcached it behaves like, and exit")
  private boolean version;
}
