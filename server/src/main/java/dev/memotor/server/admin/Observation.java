package dev.memotor.server.admin;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Distribution;
import dev.memotor.server.observe.Measure;
import dev.memotor.server.report.Sources;

/** The server's figures at one moment, of which two make a point of each {@link Series}. */
final class Observation {

  private static final double NANOS = 1e9;

  private final long nanos = System.nanoTime();
  private final long[] counters = new long[Counter.values().length];
  private final Distribution commands;
  private final Distribution engineCalls;
  private final Distribution lag;
  private final int connections;
  private final EngineStats stats;

  Observation(Sources sources) {
    for (Counter counter : Counter.values()) {
      counters[counter.ordinal()] = sources.counters().get(counter);
    }
    commands = sources.timings().ofAllCommands();
    engineCalls = sources.timings().of(Measure.ENGINE_CALL);
    lag = sources.timings().of(Measure.LOOP_LAG);
    connections = sources.figures().currentConnections();
    stats = sources.engine().stats();
  }

  /** The points of all series since an earlier moment. */
  double[] since(Observation earlier) {
    double seconds = Math.max(1e-3, (nanos - earlier.nanos) / NANOS);
    double hits = grown(Counter.GET_HITS, earlier);
    double misses = grown(Counter.GET_MISSES, earlier);
    Distribution took = commands.since(earlier.commands);
    Runtime runtime = Runtime.getRuntime();
    double[] points = new double[Series.values().length];
    for (Series series : Series.values()) {
      points[series.ordinal()] =
          switch (series) {
            case OPERATIONS -> grown(Counter.ENGINE_OPERATIONS, earlier) / seconds;
            case GETS -> grown(Counter.CMD_GET, earlier) / seconds;
            case SETS -> grown(Counter.CMD_SET, earlier) / seconds;
            case COUNTS ->
                (grown(Counter.INCR_HITS, earlier) + grown(Counter.DECR_HITS, earlier)) / seconds;
            case HIT_RATIO -> hits + misses == 0 ? Double.NaN : hits / (hits + misses);
            case P50 -> quantile(took, 0.5);
            case P99 -> quantile(took, 0.99);
            case P999 -> quantile(took, 0.999);
            case ENGINE_P99 -> quantile(engineCalls.since(earlier.engineCalls), 0.99);
            case LAG -> quantile(lag.since(earlier.lag), 1);
            case CONNECTIONS -> connections;
            case ITEMS -> known(stats.items());
            case BYTES -> known(stats.bytes());
            case HEAP -> runtime.totalMemory() - runtime.freeMemory();
            case BYTES_READ -> grown(Counter.BYTES_READ, earlier) / seconds;
            case BYTES_WRITTEN -> grown(Counter.BYTES_WRITTEN, earlier) / seconds;
            case FAILURES -> grown(Counter.ENGINE_FAILURES, earlier) / seconds;
          };
    }
    return points;
  }

  private double grown(Counter counter, Observation earlier) {
    // A client may have reset the stats in between.
    return Math.max(0, counters[counter.ordinal()] - earlier.counters[counter.ordinal()]);
  }

  private static double known(long figure) {
    return figure == EngineStats.UNKNOWN ? Double.NaN : figure;
  }

  private static double quantile(Distribution distribution, double part) {
    return distribution.count() == 0 ? Double.NaN : distribution.quantile(part);
  }

  EngineStats stats() {
    return stats;
  }

  long total(Counter counter) {
    return counters[counter.ordinal()];
  }
}
