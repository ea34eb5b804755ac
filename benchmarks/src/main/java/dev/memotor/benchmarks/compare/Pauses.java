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
 * How long a full server that evicts answers nothing at all: sets of random keys, server after
 * server, round after round.
 */
final class Pauses {

  /** The name for the command line. */
  static final String NAME = "pause";

  static final int MEGABYTES = 1024;
  static final Duration TARGET = Duration.ofMillis(10);

  /** More items of 100 bytes than any of the servers keeps in {@link #MEGABYTES}. */
  static final int KEYS = 10_000_000;

  private static final Workload SETS =
      new Workload(
          NAME, "sets while evicting", Workload.SMALL, List.of("--ratio", "0:1"), Map.of());

  /**
   * The longest pause of all rounds, in nanoseconds.
   *
   * @param silence without any reply on any connection
   * @param safepoint of the JVM, as it logged it; 0 if there was none
   * @param evicted whether the server was full
   */
  record Pause(long silence, long safepoint, boolean evicted) {

    private Pause and(long newSilence, long newSafepoint, boolean nowEvicted) {
      return new Pause(
          Math.max(silence, newSilence), Math.max(safepoint, newSafepoint), evicted || nowEvicted);
    }
  }

  private final Plan plan;
  private final Path directory;
  private final PrintWriter log;
  private final Map<String, Pause> byName = new LinkedHashMap<>();
  private boolean hasErrors;

  /**
   * Prepares; measures nothing yet.
   *
   * @param plan of which all but the workloads is used
   */
  Pauses(Plan plan, Path directory, PrintWriter log) {
    this.plan = plan;
    this.directory = directory;
    this.log = log;
  }

  static String title() {
    return "longest pause, -m " + MEGABYTES + " full and evicting, sets of 100 B on 50 connections";
  }

  void run(List<Contender> contenders, Deadline deadline) throws IOException {
    List<RunningContender> running = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        if (!deadline.isOver()) {
          log.println("starting and filling " + contender.label());
          Path own = Files.createDirectories(directory.resolve(contender.name()));
          RunningContender server = new RunningContender(contender, own);
          running.add(server);
          hasErrors |= server.fill(SETS.data(), plan).errors() > 0;
        }
      }
      for (int round = 0; round < plan.rounds(); round++) {
        for (RunningContender server : running) {
          if (!deadline.isOver()) {
            round(server, round);
          }
        }
      }
    } finally {
      running.forEach(RunningContender::close);
    }
  }

  /** By the names of contenders. */
  Map<String, Pause> byName() {
    return byName;
  }

  boolean hasErrors() {
    return hasErrors;
  }

  private void round(RunningContender server, int round) throws IOException {
    Duration warmUp = round == 0 ? plan.warmUp() : plan.settle();
    server.longestSafepointNanos();
    Measurement measurement = server.load(SETS, plan, warmUp, plan.measured());
    long safepoint = server.longestSafepointNanos();
    hasErrors |= measurement.errors() > 0;
    byName.put(
        server.contender().name(),
        byName
            .getOrDefault(server.contender().name(), new Pause(0, 0, false))
            .and(measurement.longestSilence(), safepoint, server.stats().number("evictions") > 0));
    log.printf(
        Locale.ROOT,
        "%s, round %d, %s: %,.0f/s, longest silence %.1f ms, longest safepoint %.1f ms%s%n",
        SETS.title(),
        round + 1,
        server.contender().label(),
        measurement.itemsPerSecond(),
        measurement.longestSilence() / 1e6,
        safepoint / 1e6,
        measurement.errors() == 0 ? "" : ", ERRORS: " + measurement.errorSamples());
  }
}
