package dev.memotor.bench.jmh;

import dev.memotor.engine.Item;
import dev.memotor.engine.Result;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.counters.CountedKeys;
import dev.memotor.server.counters.KeyChoice;
import dev.memotor.server.insight.Insight;
import dev.memotor.server.timing.ServerTimings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What metrics cost each request of a pipeline, in nanoseconds: the difference between {@code on}
 * and {@code off}. To be held against what a request takes in a real server, network included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetricsBench {

  private static final long NOW = 1_800_000_000L;

  @Param({"text-get", "text-incr"})
  public String kind;

  /** Counters: all but those. */
  @Param({"on", "no-counters", "off"})
  public String metrics;

  private byte[] requests;
  private BenchConnection.WholePath path;

  @Setup
  public void prepare() {
    boolean on = !metrics.equals("off");
    Item number = Item.of("1000".getBytes(StandardCharsets.US_ASCII), 0, 0, 1, 0);
    requests = Wire.of(kind);
    path =
        new BenchConnection.WholePath(
            false,
            kind.equals("text-incr")
                ? new ConstantEngine(Result.counted(number, 1000))
                : new ConstantEngine(),
            new ServerTimings(on).add(),
            new CountedKeys(
                KeyChoice.ALL, metrics.equals("on") ? MonitoringConfig.DEFAULT_MAX_COUNTERS : 0),
            insight(on).add());
  }

  private static Insight insight(boolean on) {
    return on
        ? new Insight(
            () -> NOW,
            MonitoringConfig.DEFAULT_HOT_KEYS,
            MonitoringConfig.DEFAULT_SLOW_THRESHOLD.toNanos())
        : Insight.none();
  }

  @Benchmark
  @OperationsPerInvocation(Wire.REQUESTS)
  public long decodeDispatchEncode() {
    return path.turn(requests);
  }
}
