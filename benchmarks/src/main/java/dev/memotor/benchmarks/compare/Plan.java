package dev.memotor.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * How thoroughly to compare.
 *
 * @param rounds how often every contender is loaded with every workload
 * @param compile under load once after the start, for servers that compile themselves
 * @param warmUp before the first round of a workload
 * @param settle before each measurement
 * @param measured time of each measurement
 * @param limit after which no further measurement is begun
 * @param largerThanMemory whether data of ten times the memory is compared as well
 */
record Plan(
    List<Workload> workloads,
    int rounds,
    Duration compile,
    Duration warmUp,
    Duration settle,
    Duration measured,
    int keys,
    int connections,
    int generatorThreads,
    Duration limit,
    boolean openLoop,
    boolean largerThanMemory) {

  static Plan full(List<Workload> workloads) {
    return new Plan(
        workloads,
        5,
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        500_000,
        50,
        1,
        Duration.ofHours(3),
        true,
        true);
  }

  static Plan quick(List<Workload> workloads) {
    return new Plan(
        workloads,
        5,
        Duration.ofSeconds(10),
        Duration.ofSeconds(4),
        Duration.ofMillis(300),
        Duration.ofMillis(1500),
        500_000,
        50,
        1,
        Duration.ofMinutes(9),
        true,
        false);
  }

  /** Says nothing about speed: only that everything still starts, answers and is written down. */
  static Plan smoke(List<Workload> workloads) {
    return new Plan(
        workloads,
        1,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(50),
        500,
        5,
        1,
        Duration.ofMinutes(2),
        false,
        false);
  }

  /** Ten times as much data as there is memory for it. */
  static Plan largerThanMemory(int megabytes) {
    List<Workload> workloads =
        Workload.largerThanMemory(
            (int) (10L * megabytes * (1 << 20) / Workload.LARGER_THAN_MEMORY_VALUE));
    return new Plan(
        workloads,
        5,
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Integer.MAX_VALUE,
        50,
        1,
        Duration.ofHours(1),
        false,
        false);
  }

  Plan withConnections(int newConnections) {
    return new Plan(
        workloads,
        rounds,
        compile,
        warmUp,
        settle,
        measured,
        keys,
        newConnections,
        generatorThreads,
        limit,
        openLoop,
        largerThanMemory);
  }

  Plan with(int newRounds, Duration newMeasured, int newKeys) {
    return new Plan(
        workloads,
        newRounds,
        compile,
        warmUp,
        settle,
        newMeasured,
        newKeys,
        connections,
        generatorThreads,
        limit,
        openLoop,
        largerThanMemory);
  }
}
