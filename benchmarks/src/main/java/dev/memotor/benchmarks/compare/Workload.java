package dev.memotor.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way to load a server.
 *
 * @param name for the command line and file names
 * @param title for tables
 * @param data what has to be stored before; workloads with equal data share it
 * @param arguments for the load generator
 * @param targets what is aimed at, as ratios to memcached
 */
record Workload(
    String name, String title, Data data, List<String> arguments, Map<Column, Target> targets) {

  /**
   * Ratios to memcached.
   *
   * @param cpu of the server per item; NaN for none
   */
  record Target(double throughput, double cpu) {

    static Target of(double throughput) {
      return new Target(throughput, Double.NaN);
    }
  }

  /** Columns of the table of targets. */
  enum Column {
    MEMORY,
    ROCKSDB,
    FS;

    /** The engine's name, which is that of its contender, too. */
    String engine() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is stored.
   *
   * @param ownKeys how many keys, at most; 0 for as many as the run has
   */
  record Data(String prefix, String size, int ownKeys) {

    int keys(int keysOfRun) {
      return ownKeys == 0 ? keysOfRun : Math.min(ownKeys, keysOfRun);
    }

    List<String> arguments(int keysOfRun) {
      return List.of(
          "--key-prefix",
          prefix,
          "--value-size",
          size,
          "--keys",
          Integer.toString(keys(keysOfRun)));
    }
  }

  static final Data SMALL = new Data("key", "100", 0);
  static final Data KILOBYTE = new Data("key", "1k", 0);
  static final Data LARGE = new Data("big", "64k", 5000);

  static final Workload ROUND_TRIP =
      new Workload(
          "round-trip",
          "round trip, 9 get : 1 set, 100 B",
          SMALL,
          List.of("--ratio", "9:1"),
          targets(new Target(1.05, 0.90), 1.05, 1.0));

  static final Workload PIPELINED =
      new Workload(
          "pipelined",
          "pipelined gets, depth 32",
          SMALL,
          List.of("--ratio", "1:0", "--pipeline", "32"),
          targets(new Target(2.5, 0.35), 2.4, 2.4));

  /** The table of targets, in an order that fills each kind of data once. */
  static final List<Workload> ALL =
      List.of(
          ROUND_TRIP,
          PIPELINED,
          new Workload(
              "multiget",
              "100-key multiget",
              SMALL,
              List.of("--ratio", "1:0", "--multiget", "100"),
              Map.of(Column.MEMORY, new Target(1.6, 0.55))),
          new Workload(
              "binary",
              "binary: 100 quiet gets + noop",
              SMALL,
              List.of("--ratio", "1:0", "--multiget", "100", "--protocol", "binary"),
              Map.of(Column.MEMORY, new Target(2.2, 0.45))),
          new Workload(
              "set-100",
              "round trip, set only, 100 B",
              SMALL,
              List.of("--ratio", "0:1"),
              targets(new Target(1.25, 0.85), 1.1, 0.9)),
          new Workload(
              "set-1k",
              "round trip, set only, 1 KB",
              KILOBYTE,
              List.of("--ratio", "0:1"),
              targets(new Target(1.15, 0.85), 1.0, 0.8)),
          new Workload(
              "large",
              "64 KB values, 9:1",
              LARGE,
              List.of("--ratio", "9:1"),
              targets(new Target(1.1, 0.95), 0.95, 0.9)));

  private static Map<Column, Target> targets(Target memory, double rocksdb, double fs) {
    return Map.of(
        Column.MEMORY, memory, Column.ROCKSDB, Target.of(rocksdb), Column.FS, Target.of(fs));
  }

  /** Large enough that extstore's index, which stays in memory, leaves room for anything else. */
  static final int LARGER_THAN_MEMORY_VALUE = 4096;

  /** Gets and sets over more data than memory holds; some keys are asked for more than others. */
  static List<Workload> largerThanMemory(int keys) {
    Data data = new Data("key", Integer.toString(LARGER_THAN_MEMORY_VALUE), keys);
    return List.of(
        new Workload(
            "larger-uniform",
            "gets, uniform, 4 KB values",
            data,
            List.of("--ratio", "1:0"),
            Map.of()),
        new Workload(
            "larger-zipf",
            "9 get : 1 set, zipf, 4 KB values",
            data,
            List.of("--ratio", "9:1", "--distribution", "zipf"),
            Map.of()));
  }

  /** For the load generator. Redis is held to plain GETs: a pipeline of them, not one MGET. */
  List<String> arguments(Contender contender) {
    return contender.resp()
        ? arguments.stream().map(each -> each.equals("--multiget") ? "--pipeline" : each).toList()
        : arguments;
  }

  boolean isFor(Contender contender) {
    return !contender.resp() || !arguments.contains("--protocol");
  }
}
