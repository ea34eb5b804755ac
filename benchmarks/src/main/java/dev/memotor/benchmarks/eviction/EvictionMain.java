package dev.memotor.benchmarks.eviction;

import dev.memotor.benchmarks.eviction.Contestant.Outcome;
import dev.memotor.benchmarks.launch.HomeOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** What {@code benchmarks/eviction} runs. */
@Command(
    name = "eviction",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs access traces through caches with different eviction policies. Prints hit ratios in"
          + " percent: of the optimum that knows the future (with sizes, an approximation), LRU and"
          + " Caffeine; for the others, the difference to the better of LRU and Caffeine. Traces"
          + " with sizes are run twice, bounded in bytes and in items.",
      ""
    })
public final class EvictionMain extends HomeOption implements Callable<Integer> {

  private static final int[] PERCENT = {1, 5, 10, 20, 50};

  /** LRU and Caffeine come first; the others are compared with the better of the two. */
  private static final int REFERENCES = 2;

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "Traces: NAME.txt.gz with lines of KEY or KEY BYTES.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path traces;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final double[] nanos = new double[Contestant.ALL.size()];
  private int cells;

  public static void main(String[] args) {
    System.exit(new CommandLine(new EvictionMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    header();
    for (Path file : files()) {
      Trace trace = Trace.read(file);
      compare(trace.name(), trace);
      if (trace.isSized()) {
        compare(trace.name() + ", items", trace.counted());
      }
    }
    footer();
    return ExitCode.OK;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(traces)) {
      return files.filter(Trace::isTrace).sorted().toList();
    }
  }

  private void header() {
    StringBuilder rule = new StringBuilder("|---|--:|--:|");
    StringBuilder names = new StringBuilder("| trace | size | optimum |");
    for (Contestant each : Contestant.ALL) {
      names.append(' ').append(each.name()).append(" |");
      rule.append("--:|");
    }
    out.println(names);
    out.println(rule);
  }

  private void compare(String name, Trace trace) {
    long total = trace.total();
    for (int percent : PERCENT) {
      long limit = Math.max(1, total * percent / 100);
      long items = Math.max(1, (long) trace.distinct() * percent / 100);
      double optimum = (double) new Optimum(trace, limit).hits() / trace.length();
      StringBuilder row = new StringBuilder();
      row.append(String.format(Locale.ROOT, "| %s | %d %% | %.2f |", name, percent, 100 * optimum));
      double reference = 0;
      for (int i = 0; i < Contestant.ALL.size(); i++) {
        Outcome outcome = Contestant.ALL.get(i).run(trace, limit, items);
        nanos[i] += outcome.nanosPerAccess();
        double ratio = outcome.hitRatio();
        if (i < REFERENCES) {
          reference = Math.max(reference, ratio);
          row.append(String.format(Locale.ROOT, " %.2f |", 100 * ratio));
        } else {
          row.append(String.format(Locale.ROOT, " %+.2f |", 100 * (ratio - reference)));
        }
      }
      cells++;
      out.println(row);
    }
  }

  private void footer() {
    StringBuilder row = new StringBuilder("| ns per access | | |");
    for (double sum : nanos) {
      row.append(String.format(Locale.ROOT, " %.0f |", sum / cells));
    }
    out.println(row);
  }
}
