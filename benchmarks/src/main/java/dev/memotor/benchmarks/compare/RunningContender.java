package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Bench;
import dev.memotor.bench.Measurement;
import dev.memotor.benchmarks.launch.SafepointLog;
import dev.memotor.benchmarks.launch.ServerProcess;
import dev.memotor.benchmarks.launch.ServerStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A contender whose processes are up. */
final class RunningContender implements AutoCloseable {

  private final Contender contender;
  private final List<ServerProcess> processes;
  private final SafepointLog safepoints;

  RunningContender(Contender contender, Path directory) throws IOException {
    this.contender = contender;
    processes = contender.launcher().start(directory);
    safepoints = new SafepointLog(directory);
  }

  Contender contender() {
    return contender;
  }

  /** Where it listens. */
  int port() {
    return processes.get(0).port();
  }

  /** What the process that one talks to has in RAM. */
  long residentBytes() throws IOException {
    return processes.get(0).residentBytes();
  }

  /** Nanoseconds of the longest safepoint since the last call; 0 if it is no JVM. */
  long longestSafepointNanos() throws IOException {
    return safepoints.longestSinceLastCall();
  }

  /** What it answers to {@code stats}. */
  ServerStats stats() throws IOException {
    return ServerStats.of(port());
  }

  /** Stores the data of a workload. */
  Measurement fill(Workload.Data data, Plan plan) throws IOException {
    return fill(data, plan, List.of());
  }

  /** Stores what a workload asks for, counters too if it increments. */
  Measurement fill(Workload workload, Plan plan) throws IOException {
    return fill(workload.data(), plan, workload.arguments(contender));
  }

  private Measurement fill(Workload.Data data, Plan plan, List<String> more) throws IOException {
    List<String> arguments = arguments(plan);
    arguments.addAll(data.arguments(plan.keys()));
    arguments.addAll(more);
    // Some measured requests are asked for in any case; filling is what counts.
    arguments.addAll(List.of("--requests", "1", "--warm-up", "0"));
    return Bench.measure(arguments);
  }

  Measurement load(Workload workload, Plan plan, Duration warmUp, Duration measured)
      throws IOException {
    return load(workload, plan, warmUp, measured, List.of());
  }

  /** At a fixed rate of requests per second. */
  Measurement loadAtRate(Workload workload, Plan plan, Duration warmUp, double rate)
      throws IOException {
    return load(
        workload,
        plan,
        warmUp,
        plan.measured(),
        List.of("--rate", Long.toString(Math.round(rate)), "--poisson"));
  }

  private Measurement load(
      Workload workload, Plan plan, Duration warmUp, Duration measured, List<String> more)
      throws IOException {
    List<String> arguments = arguments(plan);
    arguments.addAll(workload.data().arguments(plan.keys()));
    arguments.addAll(workload.arguments(contender));
    arguments.addAll(more);
    arguments.addAll(
        List.of(
            "--no-fill",
            "--warm-up",
            warmUp.toMillis() + "ms",
            "--duration",
            measured.toMillis() + "ms"));
    return Bench.measure(arguments);
  }

  private List<String> arguments(Plan plan) {
    List<String> arguments = new ArrayList<>();
    arguments.add("127.0.0.1:" + processes.get(0).port());
    arguments.addAll(List.of("--connections", Integer.toString(plan.connections())));
    arguments.addAll(List.of("--threads", Integer.toString(plan.generatorThreads())));
    arguments.addAll(List.of("--timeout", "60s"));
    if (contender.resp()) {
      arguments.addAll(List.of("--protocol", "resp"));
    }
    arguments.add("--pid");
    arguments.add(
        processes.stream()
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(",")));
    return arguments;
  }

  @Override
  public void close() {
    processes.forEach(ServerProcess::close);
  }
}
