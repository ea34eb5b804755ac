package dev.memotor.benchmarks.compare;

import dev.memotor.benchmarks.launch.HomeOption;
import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code benchmarks/metrics-overhead} runs. */
@Command(
    name = "metrics-overhead",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Loads a memotor with all metrics and one without any, in turns, and prints the ratios:"
          + " pipelined gets, and increments, each alone and"
          + " pipelined, with and without counters. A ratio is the median of"
          + " the rounds' ratios.",
      ""
    })
public final class MetricsOverheadMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;
  private static final int MEGABYTES = 256;
  private static final int KEYS = 100_000;
  private static final int CONNECTIONS = 50;

  @Mixin private HomeOption memotor;

  @Option(names = "--starts", paramLabel = "N", description = "Pairs of servers (default: 5).")
  private int starts = 5;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each (default: 10).")
  private int rounds = 10;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of a measurement (default: 1).")
  private double seconds = 1;

  @Option(
      names = "--compile",
      paramLabel = "N",
      description = "Seconds under load before the first (default: 20).")
  private double compile = 20;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: gets, increments, pipelined-increments.")
  private List<String> only = List.of();

  @Option(
      names = "--control",
      description = "Compares off with off as well, which shows how far figures can be trusted.")
  private boolean control;

  public static void main(String[] args) {
    System.exit(new CommandLine(new MetricsOverheadMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Plan plan =
        new Plan(
            List.of(),
            rounds,
            duration(compile),
            Duration.ZERO,
            Duration.ofMillis(100),
            duration(seconds),
            KEYS,
            CONNECTIONS,
            1,
            Duration.ZERO,
            false,
            false);
    out.printf(
        Locale.ROOT,
        "%s; load average %.1f; %d starts of %d rounds of %.1f s%n",
        Machine.describe(),
        Machine.loadAverage(),
        starts,
        rounds,
        seconds);
    try (ScratchDirectory directory = ScratchDirectory.make("memotor-overhead")) {
      boolean right =
          new MetricsOverhead(plan, starts, only, directory.path(), out)
              .run(new Contenders(memotor.home(), List.of(), MEGABYTES), control);
      return right ? ExitCode.OK : EXIT_FAILED;
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
