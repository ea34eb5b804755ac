package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads all contenders in turn, one after the other, round after round, so that a change of the
 * machine's mood meets them all.
 */
final class Comparison {

  private final Plan plan;
  private final Path directory;
  private final PrintWriter log;
  private final Deadline deadline;
  private final Map<Workload, Results> closedLoop = new LinkedHashMap<>();
  private final Results openLoop = new Results();
  private double openLoopRate = Double.NaN;

  /**
   * @param directory for the servers' data; its creator empties it
   */
  Comparison(Plan plan, Path directory, Deadline deadline, PrintWriter log) {
    this.plan = plan;
    this.directory = directory;
    this.log = log;
    this.deadline = deadline;
  }

  void run(List<Contender> contenders) throws IOException {
    if (plan.workloads().isEmpty()) {
      return;
    }
    List<RunningContender> running = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        log.println("starting " + contender.label());
        running.add(new RunningContender(contender, directoryOf(contender)));
      }
      Workload.Data stored = null;
      for (Workload workload : plan.workloads()) {
        if (!workload.data().equals(stored)) {
          fill(running, workload.data());
          if (stored == null) {
            warmUp(running, workload);
          }
          stored = workload.data();
        }
        Results peak = rounds(running, workload);
        closedLoop.put(workload, peak);
        if (plan.openLoop() && workload.equals(Workload.ROUND_TRIP)) {
          openLoop(running, workload, peak);
        }
      }
    } finally {
      running.forEach(RunningContender::close);
    }
  }

  Map<Workload, Results> closedLoop() {
    return closedLoop;
  }

  /** Round trips at 80 % of memcached's peak rate. */
  Results openLoop() {
    return openLoop;
  }

  double openLoopRate() {
    return openLoopRate;
  }

  boolean hasErrors() {
    return closedLoop.values().stream()
        .anyMatch(
            results -> results.contenders().stream().anyMatch(one -> results.errors(one) > 0));
  }

  private Path directoryOf(Contender contender) throws IOException {
    return Files.createDirectories(directory.resolve(contender.name()));
  }

  private void fill(List<RunningContender> running, Workload.Data data) throws IOException {
    for (RunningContender contender : running) {
      if (!deadline.isOver()) {
        long begin = System.nanoTime();
        Measurement filled = contender.fill(data, plan);
        log.printf(
            Locale.ROOT,
            "filled %s: %,d keys of %s bytes in %.1f s%s%n",
            contender.contender().label(),
            data.keys(plan.keys()),
            data.size(),
            (System.nanoTime() - begin) / 1e9,
            filled.errors() == 0 ? "" : ", ERRORS: " + filled.errorSamples());
      }
    }
  }

  private void warmUp(List<RunningContender> running, Workload workload) throws IOException {
    for (RunningContender contender : running) {
      if (plan.compile().toMillis() > 0 && workload.isFor(contender.contender())) {
        contender.load(workload, plan, Duration.ZERO, plan.compile());
      }
    }
  }

  private Results rounds(List<RunningContender> running, Workload workload) throws IOException {
    Results results = new Results();
    for (int round = 0; round < plan.rounds(); round++) {
      for (RunningContender contender : running) {
        if (workload.isFor(contender.contender()) && !deadline.isOver()) {
          Duration warmUp = round == 0 ? plan.warmUp() : plan.settle();
          Measurement measurement = contender.load(workload, plan, warmUp, plan.measured());
          results.add(contender.contender(), measurement);
          tell(workload.title(), round, contender.contender(), measurement);
        }
      }
    }
    return results;
  }

  private void openLoop(List<RunningContender> running, Workload workload, Results peak)
      throws IOException {
    for (RunningContender contender : running) {
      if (contender.contender().name().equals(Contenders.BASELINE)) {
        openLoopRate = 0.8 * peak.median(contender.contender(), Measurement::itemsPerSecond);
      }
    }
    for (int round = 0; round < plan.rounds() && !Double.isNaN(openLoopRate); round++) {
      for (RunningContender contender : running) {
        if (!deadline.isOver()) {
          Measurement measurement =
              contender.loadAtRate(workload, plan, plan.settle(), openLoopRate);
          openLoop.add(contender.contender(), measurement);
          tell("open loop", round, contender.contender(), measurement);
        }
      }
    }
  }

  private void tell(String what, int round, Contender contender, Measurement measurement) {
    log.printf(
        Locale.ROOT,
        "%s, round %d, %s: %,.0f/s, %.2f us CPU, p99 %.0f us%s%n",
        what,
        round + 1,
        contender.label(),
        measurement.itemsPerSecond(),
        measurement.totalServerCpuMicros(),
        measurement.latency().getValueAtPercentile(99) / 1e3,
        measurement.errors() == 0 ? "" : ", ERRORS: " + measurement.errorSamples());
  }
}
