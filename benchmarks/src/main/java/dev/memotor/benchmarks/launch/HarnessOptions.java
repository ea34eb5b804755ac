package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options shared by the tools that write a page of results. */
public final class HarnessOptions extends HomeOption {

  @Option(
      names = "--smoke",
      description = "A few seconds, to see whether everything still runs; keeps no results.")
  private boolean smoke;

  @Option(
      names = "--output",
      paramLabel = "DIRECTORY",
      description =
          "Directory for the page and its charts (default: benchmarks; not with --smoke).")
  private @Nullable Path output;

  @Option(
      names = "--data",
      paramLabel = "DIRECTORY",
      description =
          "Directory on the disk to measure, for the servers' data (default: one for temporary"
              + " files). What is created there is removed at the end.")
  private @Nullable Path data;

  public boolean isSmoke() {
    return smoke;
  }

  /** Refuses an option's words of which one is not known, and names those that are. */
  public static void requireKnown(
      CommandSpec spec, String option, List<String> given, List<String> known) {
    for (String word : given) {
      if (!known.contains(word)) {
        throw new ParameterException(
            spec.commandLine(),
            option + " " + word + ": there is none; there are " + String.join(", ", known));
      }
    }
  }

  /** Creates a directory for the servers' data. */
  public ScratchDirectory scratch(String name) throws IOException {
    return ScratchDirectory.make(data, name);
  }

  /** Returns the directory for results; a smoke test's goes with its data. */
  public Path target(ScratchDirectory scratch) throws IOException {
    Path target =
        output != null
            ? output
            : smoke ? scratch.path().resolve("out") : home().resolve("benchmarks");
    return Files.createDirectories(target);
  }

  /** Returns what a page says about the run: date and machine, then {@code more}. */
  public static List<String> circumstances(List<String> more) {
    List<String> lines = new ArrayList<>();
    lines.add(LocalDate.now(ZoneOffset.UTC) + ", " + Machine.describe());
    lines.addAll(more);
    return lines;
  }
}
