package dev.memotor.benchmarks.eviction;

import dev.memotor.benchmarks.chart.LinePanels;
import dev.memotor.benchmarks.eviction.Contestant.Outcome;
import dev.memotor.benchmarks.launch.HomeOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code benchmarks/eviction} runs. */
@Command(
    name = "eviction",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs access traces through caches with different eviction policies. Prints hit ratios in"
          + " percent: of the optimum that knows the future (with sizes, an approximation), LRU and"
          + " Caffeine; for the others, the difference to the better of LRU and Caffeine, and in"
          + " parentheses how far apart rounds with different seeds are. Traces with sizes are run"
          + " twice, bounded in bytes and in items. Lists where a policy is more than half a point"
          + " below the better of LRU and Caffeine.",
      ""
    })
public final class EvictionMain extends HomeOption implements Callable<Integer> {

  private static final int[] PERCENT = {1, 5, 10, 20, 50};

  /** LRU and Caffeine come first; the others are compared with the better of the two. */
  private static final int REFERENCES = 2;

  /** These are drawn. */
  private static final int DRAWN = 4;

  private static final double TOLERANCE = 0.005;

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "Traces: NAME.txt.gz with lines of KEY or KEY BYTES.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it
  private Path traces;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the hit ratios of the first policies beside the optimum.")
  private @Nullable Path svg;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final double[] nanos = new double[Contestant.ALL.size()];
  private final double[] differences = new double[Contestant.ALL.size()];
  private final List<List<String>> missed = new ArrayList<>();
  private final LinePanels panels = panels();
  private int cells;

  private static LinePanels panels() {
    List<String> series = new ArrayList<>(List.of("optimum"));
    for (Contestant each : Contestant.ALL.subList(0, DRAWN)) {
      series.add(each.name());
    }
    List<String> steps = Arrays.stream(PERCENT).mapToObj(percent -> percent + " %").toList();
    return new LinePanels("Hit ratios by size, in percent of all keys or bytes", steps, series);
  }

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
    if (svg != null) {
      Files.writeString(svg, panels.svg());
    }
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
      missed.add(new ArrayList<>());
      rule.append("--:|");
    }
    out.println(names);
    out.println(rule);
  }

  private void compare(String name, Trace trace) {
    double[][] drawn = new double[DRAWN + 1][PERCENT.length];
    for (int step = 0; step < PERCENT.length; step++) {
      int percent = PERCENT[step];
      long limit = Math.max(1, trace.total() * percent / 100);
      long items = Math.max(1, (long) trace.distinct() * percent / 100);
      double optimum = (double) new Optimum(trace, limit).hits() / trace.length();
      drawn[0][step] = 100 * optimum;
      StringBuilder row = new StringBuilder();
      row.append(String.format(Locale.ROOT, "| %s | %d %% | %.2f |", name, percent, 100 * optimum));
      double reference = 0;
      for (int i = 0; i < Contestant.ALL.size(); i++) {
        Contestant contestant = Contestant.ALL.get(i);
        Outcome outcome = contestant.run(trace, limit, items);
        nanos[i] += outcome.nanosPerAccess();
        double ratio = outcome.hitRatio();
        if (i < DRAWN) {
          drawn[i + 1][step] = 100 * ratio;
        }
        if (i < REFERENCES) {
          reference = Math.max(reference, ratio);
          row.append(String.format(Locale.ROOT, " %.2f", 100 * ratio));
        } else {
          double difference = ratio - reference;
          differences[i] += difference;
          row.append(String.format(Locale.ROOT, " %+.2f", 100 * difference));
          if (difference < -TOLERANCE) {
            missed
                .get(i)
                .add(String.format(Locale.ROOT, "%s %d %%: %.2f", name, percent, 100 * difference));
          }
        }
        row.append(
            contestant.rounds() > 1
                ? String.format(Locale.ROOT, " (%.2f) |", 100 * outcome.spread())
                : " |");
      }
      cells++;
      out.println(row);
    }
    panels.panel(name, drawn);
  }

  private void footer() {
    StringBuilder row = new StringBuilder("| ns per access | | |");
    for (double sum : nanos) {
      row.append(String.format(Locale.ROOT, " %.0f |", sum / cells));
    }
    out.println(row);
    out.println();
    for (int i = REFERENCES; i < missed.size(); i++) {
      out.printf(
          Locale.ROOT,
          "%s: %+.2f on average, more than half a point below in %d of %d: %s%n",
          Contestant.ALL.get(i).name(),
          100 * differences[i] / cells,
          missed.get(i).size(),
          cells,
          String.join("; ", missed.get(i)));
    }
  }
}
