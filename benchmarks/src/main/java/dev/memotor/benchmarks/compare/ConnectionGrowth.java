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

/** What round trips cost as connections grow more, contender after contender at each step. */
final class ConnectionGrowth {

  /**
   * What connections that do nothing take.
   *
   * @param without resident bytes of a server that has just started, with one connection
   * @param with resident bytes with all of them
   */
  record Idle(Contender contender, int connections, long without, long with) {}

  /** The first step is for one connection, in which the generator waits for each answer. */
  private static final List<Integer> STEPS = List.of(1, 10, 50, 200, 1000, 5000, 10_000);

  private static final Duration SETTLE_OF_CONNECTION = Duration.ofNanos(300_000);

  private final Plan plan;
  private final Path directory;
  private final PrintWriter log;
  private final List<Integer> steps;
  private final Map<Integer, Results> results = new LinkedHashMap<>();
  private final List<Idle> idle = new ArrayList<>();

  /**
   * @param plan of which rounds, times and keys are used
   * @param most connections at most
   */
  ConnectionGrowth(Plan plan, int most, Path directory, PrintWriter log) {
    this.plan = plan;
    this.directory = directory;
    this.log = log;
    steps = STEPS.stream().filter(step -> step <= most).toList();
  }

  void run(List<Contender> contenders) throws IOException {
    List<RunningContender> running = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        running.add(start(contender, "loaded"));
      }
      for (RunningContender contender : running) {
        contender.fill(Workload.SMALL, plan);
        if (!plan.compile().isZero()) {
          contender.load(Workload.ROUND_TRIP, plan, Duration.ZERO, plan.compile());
        }
      }
      for (int step : steps) {
        results.put(step, rounds(running, step));
      }
    } finally {
      running.forEach(RunningContender::close);
    }
    for (Contender contender : contenders) {
      idle.add(idle(contender));
    }
  }

  /** By the number of connections. */
  Map<Integer, Results> results() {
    return results;
  }

  List<Idle> idle() {
    return idle;
  }

  private RunningContender start(Contender contender, String what) throws IOException {
    log.println("starting " + contender.label());
    return new RunningContender(
        contender, Files.createDirectories(directory.resolve(contender.name()).resolve(what)));
  }

  private Results rounds(List<RunningContender> running, int connections) throws IOException {
    Plan step = plan.withConnections(connections);
    // To accept a connection takes a server longer than to answer on it, and all of them are new.
    Duration warmUp = plan.settle().plus(SETTLE_OF_CONNECTION.multipliedBy(connections));
    Results all = new Results();
    for (int round = 0; round < plan.rounds(); round++) {
      for (RunningContender contender : running) {
        Measurement measurement =
            contender.load(Workload.ROUND_TRIP, step, warmUp, plan.measured());
        all.add(contender.contender(), measurement);
        log.printf(
            Locale.ROOT,
            "%,d connections, %s: %,.0f/s%s%n",
            connections,
            contender.contender().label(),
            measurement.itemsPerSecond(),
            measurement.errors() == 0 ? "" : ", ERRORS: " + measurement.errorSamples());
      }
    }
    return all;
  }

  /** Of a server started afresh, which no load has made larger before. */
  private Idle idle(Contender contender) throws IOException {
    int connections = steps.get(steps.size() - 1);
    try (RunningContender server = start(contender, "idle");
        IdleConnections one = new IdleConnections(server.port(), 1)) {
      long without = server.residentBytes();
      try (IdleConnections rest = new IdleConnections(server.port(), connections - 1)) {
        return new Idle(contender, connections, without, server.residentBytes());
      }
    }
  }
}
