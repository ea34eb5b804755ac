package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.memory.MemoryEngineProvider;
import dev.memotor.server.config.MonitoringConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;

/**
 * What metrics cost each request of a pipeline over the engine in memory, in nanoseconds: the
 * difference between {@code on} and {@code off}. To be held against what a request takes in a real
 * server, network included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetricsBench {

  /** Fewer than there may be counters. */
  private static final int KEYS = 500;

  /** A turn of 50 connections that send 32 each. */
  private static final int REQUESTS = 50 * 32;

  /** So many that the processor does not learn by heart which key is next. */
  private static final int TURNS = 64;

  @Param({"text-get", "text-incr"})
  public String kind;

  /** Counters: all but those. */
  @Param({"on", "no-counters", "off"})
  public String metrics;

  private final byte[][] turns = new byte[TURNS][];
  private BenchConnection.WholePath path;
  private Engine engine;
  private int turn;

  @Setup
  public void prepare() {
    MemoryEngineProvider provider = new MemoryEngineProvider();
    engine =
        provider.open(
            EngineConfig.parse("memory", provider.options()),
            EngineContext.defaults());
    path =
        new BenchConnection.WholePath(
            false,
            engine,
            switch (metrics) {
              case "on" -> MonitoringConfig.local();
              case "no-counters" ->
                  MonitoringConfig.local().with(new MonitoringConfig.Counters(null, 0));
              default ->
                  new MonitoringConfig(
                      null,
                      MonitoringConfig.Counters.DEFAULT,
                      new MonitoringConfig.Keys(0, Duration.ZERO),
                      MonitoringConfig.Prefixes.DEFAULT,
                      0);
            });
    store();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TURNS; i++) {
      turns[i] = Wire.of(kind, random.ints(REQUESTS, 0, KEYS));
    }
  }

  private void store() {
    boolean counts = kind.equals("text-incr");
    byte[] value = counts ? "1000".getBytes(StandardCharsets.US_ASCII) : new byte[100];
    WaitedBatch batch = new WaitedBatch(KEYS);
    for (int i = 0; i < KEYS; i++) {
      batch.set(i, new Store(Key.of(Wire.key(i)), Store.Mode.SET, value, 0, 0));
    }
    batch.begin();
    engine.execute(batch);
    batch.await();
  }

  @TearDown
  public void close() {
    engine.close();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long decodeDispatchEncode() {
    turn = (turn + 1) % TURNS;
    return path.turn(turns[turn]);
  }
}
