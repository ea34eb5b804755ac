package dev.memotor.benchmarks.launch;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where memotor itself is; the scripts beside the tools pass it. */
public class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "DIRECTORY",
      required = true,
      description = "memotor's own directory.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path home;

  public Path home() {
    return home;
  }
}
