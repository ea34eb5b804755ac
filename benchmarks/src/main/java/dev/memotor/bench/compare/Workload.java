package dev.memotor.bench.compare;

import java.util.List;
import java.util.Map;

/**
 * One way to load a server.
 *
 * @param name for the command line and file names
 * @param title for tables
 * @param data what has to be stored before; workloads with equal data share it
 * @param arguments for the load generator
 * @param targets ratio to memcached that is aimed at
 */
record Workload(
    String name, String title, Data data, List<String> arguments, Map<Column, Double> targets) {

  /** Columns of the table of targets. */
  enum Column {
    MEMORY,
    ROCKSDB,
    FS,
    REDIS
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
          Map.of(Column.MEMORY, 1.15, Column.ROCKSDB, 1.0, Column.FS, 0.95));

  static final Workload PIPELINED =
      new Workload(
          "pipelined",
          "pipelined gets, depth 32",
          SMALL,
          List.of("--ratio", "1:0", "--pipeline", "32"),
          Map.of(Column.MEMORY, 6.0, Column.ROCKSDB, 5.0, Column.FS, 5.0, Column.REDIS, 1.5));

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
              Map.of(Column.MEMORY, 1.25, Column.ROCKSDB, 1.1, Column.FS, 1.1)),
          new Workload(
              "binary",
              "binary: 100 quiet gets + noop",
              SMALL,
              List.of("--ratio", "1:0", "--multiget", "100", "--protocol", "binary"),
              Map.of(Column.MEMORY, 1.5, Column.ROCKSDB, 1.3, Column.FS, 1.3)),
          new Workload(
              "set-100",
              "round trip, set only, 100 B",
              SMALL,
              List.of("--ratio", "0:1"),
              Map.of(Column.MEMORY, 1.1, Column.ROCKSDB, 0.8)),
          new Workload(
              "set-1k",
              "round trip, set only, 1 KB",
              KILOBYTE,
              List.of("--ratio", "0:1"),
              Map.of(Column.MEMORY, 1.1, Column.ROCKSDB, 0.8)),
          new Workload(
              "large",
              "64 KB values, 9:1",
              LARGE,
              List.of("--ratio", "9:1"),
              Map.of(Column.MEMORY, 1.0, Column.ROCKSDB, 0.8, Column.FS, 0.8)));

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
