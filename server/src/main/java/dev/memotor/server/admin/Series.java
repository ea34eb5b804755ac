package dev.memotor.server.admin;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Snapshot;
import java.util.function.ToDoubleFunction;

/** The numbers that the page shows over time; NaN where there is none. */
enum Series {
  OPERATIONS("ops", rate(Counter.ENGINE_OPERATIONS)),
  GETS("gets", rate(Counter.CMD_GET)),
  SETS("sets", rate(Counter.CMD_SET)),
  COUNTS("counts", part -> part.rate(Counter.INCR_HITS) + part.rate(Counter.DECR_HITS)),
  HIT_RATIO("hitRatio", Series::hitRatio),
  P50("p50", part -> part.commands().quantile(0.5)),
  P99("p99", part -> part.commands().quantile(0.99)),
  P999("p999", part -> part.commands().quantile(0.999)),
  ENGINE_P99("engineP99", part -> part.engineCalls().quantile(0.99)),
  LAG("lag", part -> part.lags().quantile(1)),
  CONNECTIONS("connections", Snapshot::connections),
  ITEMS("items", part -> known(part.engine().items())),
  BYTES("bytes", part -> known(part.engine().bytes())),
  HEAP("heap", part -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()),
  BYTES_READ("read", rate(Counter.BYTES_READ)),
  BYTES_WRITTEN("written", rate(Counter.BYTES_WRITTEN)),
  FAILURES("failures", rate(Counter.ENGINE_FAILURES));

  private final String json;
  private final ToDoubleFunction<Snapshot> value;

  Series(String json, ToDoubleFunction<Snapshot> value) {
    this.json = json;
    this.value = value;
  }

  String json() {
    return json;
  }

  /** Returns the points of all series for what a snapshot holds since an earlier one. */
  static double[] points(Snapshot part) {
    double[] points = new double[values().length];
    for (Series series : values()) {
      points[series.ordinal()] = series.value.applyAsDouble(part);
    }
    return points;
  }

  private static ToDoubleFunction<Snapshot> rate(Counter counter) {
    return part -> part.rate(counter);
  }

  private static double hitRatio(Snapshot part) {
    double hits = part.get(Counter.GET_HITS);
    double gets = hits + part.get(Counter.GET_MISSES);
    return gets == 0 ? Double.NaN : hits / gets;
  }

  private static double known(long figure) {
    return figure == EngineStats.UNKNOWN ? Double.NaN : figure;
  }
}
