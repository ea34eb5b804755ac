package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What gets and round trips cost as items grow more. One contender at a time, as all of their items
 * together may not fit in memory; it keeps what it has and is given more.
 */
final class ItemGrowth {

  static final List<Workload> WORKLOADS = List.of(Workload.PIPELINED, Workload.ROUND_TRIP);

  private static final List<Integer> STEPS =
      List.of(10_000, 100_000, 1_000_000, 2_000_000, 5_000_000, 20_000_000);

  private static final Duration ASKING_FOR_ITEM = Duration.ofNanos(3_000);
  private static final Duration MOST_ASKING = Duration.ofSeconds(10);

  /** Results of one contender with a number of items. */
  record Step(Map<Workload, Results> results, long residentBytes) {

    Results of(Workload workload) {
      return results.getOrDefault(workload, new Results());
    }
  }

  private final Plan plan;
  private final Path directory;
  private final PrintWriter log;
  private final Deadline deadline;
  private final List<Integer> steps;
  private final Map<Contender, Map<Integer, Step>> results = new LinkedHashMap<>();

  /**
   * @param plan of which rounds, times, connections and limit are used
   * @param most items at most, which is a step as well
   */
  ItemGrowth(Plan plan, int most, Path directory, PrintWriter log) {
    this.plan = plan;
    this.directory = directory;
    this.log = log;
    deadline = new Deadline(plan.limit());
    steps = Stream.concat(STEPS.stream().filter(step -> step < most), Stream.of(most)).toList();
  }

  void run(List<Contender> contenders) throws IOException {
    for (Contender contender : contenders) {
      Map<Integer, Step> course = new LinkedHashMap<>();
      results.put(contender, course);
      log.println("starting " + contender.label());
      Path own = Files.createDirectories(directory.resolve(contender.name()));
      try (RunningContender server = new RunningContender(contender, own)) {
        for (int items : steps) {
          if (!deadline.isOver()) {
            course.put(items, step(server, items));
          }
        }
      }
    }
  }

  List<Contender> contenders() {
    return List.copyOf(results.keySet());
  }

  List<Integer> steps() {
    return steps;
  }

  /** Null for what the time did not suffice for. */
  @Nullable Step step(Contender contender, int items) {
    return results.getOrDefault(contender, Map.of()).get(items);
  }

  /** Of all steps of all contenders. */
  Stream<Results> results() {
    return results.values().stream()
        .flatMap(course -> course.values().stream())
        .flatMap(step -> step.results().values().stream());
  }

  /** Whether something was left out because the time was up. */
  boolean isCutShort() {
    return deadline.hasCutShort();
  }

  private Step step(RunningContender server, int items) throws IOException {
    Plan step = plan.with(plan.rounds(), plan.measured(), items);
    long begin = System.nanoTime();
    Measurement filled = server.fill(Workload.SMALL, step);
    log.printf(
        Locale.ROOT,
        "filled %s: %,d items in %.1f s%s%n",
        server.contender().label(),
        items,
        (System.nanoTime() - begin) / 1e9,
        filled.errors() == 0 ? "" : ", ERRORS: " + filled.errorSamples());
    boolean first = items == steps.get(0);
    Map<Workload, Results> byWorkload = new LinkedHashMap<>();
    for (Workload workload : WORKLOADS) {
      if (first && !plan.compile().isZero()) {
        server.load(workload, step, Duration.ZERO, plan.compile());
      }
    }
    for (int round = 0; round < plan.rounds(); round++) {
      for (Workload workload : WORKLOADS) {
        boolean cold = round == 0 && workload.equals(WORKLOADS.get(0));
        Duration warmUp =
            cold ? untilAskedForOnce(items) : round == 0 ? plan.warmUp() : plan.settle();
        Measurement measurement = server.load(workload, step, warmUp, plan.measured());
        byWorkload
            .computeIfAbsent(workload, any -> new Results())
            .add(server.contender(), measurement);
        log.printf(
            Locale.ROOT,
            "%s, %,d items, %s: %,.0f/s%s%n",
            workload.title(),
            items,
            server.contender().label(),
            measurement.itemsPerSecond(),
            measurement.errors() == 0 ? "" : ", ERRORS: " + measurement.errorSamples());
      }
    }
    long resident = server.residentBytes();
    log.printf(
        Locale.ROOT,
        "%,d items, %s: %,d MB resident%n",
        items,
        server.contender().label(),
        resident >> 20);
    return new Step(byWorkload, resident);
  }

  /**
   * A tier of hot items in front of a store has what was asked for, not what was only stored: about
   * each item should have been, as far as there is the time.
   */
  private Duration untilAskedForOnce(int items) {
    Duration once = ASKING_FOR_ITEM.multipliedBy(items);
    return plan.warmUp().plus(once.compareTo(MOST_ASKING) < 0 ? once : MOST_ASKING);
  }
}
