package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One memotor with something on and one with it off, loaded in turns, first the one and then the
 * other: A B B A, so that neither has the better place. All of it is done again with servers
 * started afresh, since two runs of one program differ by what their compilers made of it, often by
 * more than what is looked for.
 */
final class MetricsOverhead {

  private static final Workload GETS =
      new Workload(
          "gets",
          "pipelined gets, depth 32",
          Workload.SMALL,
          List.of("--ratio", "1:0", "--pipeline", "32"),
          Map.of());

  /** Fewer keys than there may be counters, so that each of them is one. */
  private static final Workload.Data COUNTED = new Workload.Data("count", "100", 500);

  private static final Workload INCREMENTS =
      new Workload(
          "increments",
          "round trips of incrs, of 500 keys",
          COUNTED,
          List.of("--ratio", "0:0:1"),
          Map.of());

  private static final Workload PIPELINED_INCREMENTS =
      new Workload(
          "pipelined-increments",
          "pipelined incrs, depth 32, of 500 keys",
          COUNTED,
          List.of("--ratio", "0:0:1", "--pipeline", "32"),
          Map.of());

  private static final List<String> EVERYTHING = List.of("--admin", "127.0.0.1:0");

  /** Beside what stats needs, which memcached counts as well and which cannot be switched off. */
  private static final List<String> NOTHING =
      List.of(
          "--admin", "none", "--counters", "none", "--hot-keys", "0", "--slow-threshold", "off");

  private final Plan plan;
  private final int starts;
  private final List<String> only;
  private final Path directory;
  private final PrintWriter out;

  /**
   * Makes it ready.
   *
   * @param only names of workloads; empty for all
   */
  MetricsOverhead(Plan plan, int starts, List<String> only, Path directory, PrintWriter out) {
    this.plan = plan;
    this.starts = starts;
    this.only = only;
    this.directory = directory;
    this.out = out;
  }

  /** Returns whether no load had errors. */
  boolean run(Contenders contenders, boolean control) throws IOException {
    Contender on = contenders.memotor("metrics on", EVERYTHING);
    Contender off = contenders.memotor("metrics off", NOTHING);
    Contender uncounted =
        contenders.memotor("no counters", List.of("--admin", "127.0.0.1:0", "--counters", "none"));
    boolean right = compare("all metrics on, to off", GETS, on, off);
    right &= compare("counters, to --counters none", INCREMENTS, on, uncounted);
    right &= compare("counters, to --counters none", PIPELINED_INCREMENTS, on, uncounted);
    if (control) {
      Contender same = contenders.memotor("metrics off too", NOTHING);
      right &= compare("control: off, to off", GETS, same, off);
    }
    return right;
  }

  private boolean compare(String title, Workload workload, Contender with, Contender without)
      throws IOException {
    if (!only.isEmpty() && !only.contains(workload.name())) {
      return true;
    }
    out.printf(Locale.ROOT, "%s; %s%n", title, workload.title());
    Results all = new Results();
    for (int start = 1; start <= starts; start++) {
      Results results = new Results();
      try (RunningContender a = start(with);
          RunningContender b = start(without)) {
        for (RunningContender each : List.of(a, b)) {
          each.fill(workload, plan);
          each.load(workload, plan, Duration.ZERO, plan.compile());
        }
        for (int round = 0; round < plan.rounds(); round++) {
          for (RunningContender each : round % 2 == 0 ? List.of(a, b) : List.of(b, a)) {
            Measurement measurement = each.load(workload, plan, plan.settle(), plan.measured());
            results.add(each.contender(), measurement);
            all.add(each.contender(), measurement);
          }
        }
      }
      tell("start " + start, results, with, without);
    }
    tell("all", all, with, without);
    long errors = all.errors(with) + all.errors(without);
    if (errors > 0) {
      out.println("  ERRORS: " + all.firstError(with) + " " + all.firstError(without));
    }
    return errors == 0;
  }

  private RunningContender start(Contender contender) throws IOException {
    return new RunningContender(
        contender, Files.createDirectories(directory.resolve(contender.name())));
  }

  private void tell(String what, Results results, Contender with, Contender without) {
    ToDoubleFunction<Measurement> rate = Measurement::itemsPerSecond;
    ToDoubleFunction<Measurement> cpu = measurement -> measurement.serverCpuMicros().get(0);
    out.printf(
        Locale.ROOT,
        "  %-8s throughput %.3f (%,.0f to %,.0f /s), CPU of an item %.3f (%.3f to %.3f us)%n",
        what,
        results.ratio(with, without, rate),
        results.median(with, rate),
        results.median(without, rate),
        results.ratio(with, without, cpu),
        results.median(with, cpu),
        results.median(without, cpu));
  }
}
