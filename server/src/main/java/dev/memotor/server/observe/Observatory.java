package dev.memotor.server.observe;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.observe.counters.CounterRecall;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.observe.counters.ItemReader;
import dev.memotor.server.observe.counters.KeyCounter;
import dev.memotor.server.observe.keys.SlowLog;
import dev.memotor.server.observe.watch.WatchHub;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Everything that a server observes of itself: an observer per event loop, and snapshots of all.
 */
public final class Observatory implements AutoCloseable {

  final MonitoringConfig config;
  final Engine engine;
  final EngineClock clock;
  final NetworkFigures network;
  final CountedKeys keys;
  final EngineHealth health;
  final PrefixCounts prefixes;
  final SlowLog slowLog = new SlowLog();
  final FailureLog failures = new FailureLog();
  final WatchHub watchHub = new WatchHub();
  final long startNanos = System.nanoTime();
  final List<LoopObserver> loops = new CopyOnWriteArrayList<>();
  private final ItemReader reader;
  private final CounterRecall recall;

  /**
   * The counters at the last reset, which leaves the loops' cells alone: only the loops may write
   * them.
   */
  private volatile long[] baseline = new long[Counter.values().length];

  /**
   * Creates an observatory without loops.
   *
   * @throws dev.memotor.server.config.ConfigurationException if a pattern of {@code --counters} is
   *     wrong
   */
  public Observatory(
      MonitoringConfig config, Engine engine, EngineClock clock, NetworkFigures network) {
    this.config = config;
    this.engine = engine;
    this.clock = clock;
    this.network = network;
    this.prefixes = new PrefixCounts(config.prefixes().delimiter(), config.prefixes().counted());
    // Only the admin endpoint shows them.
    this.keys = CountedKeys.of(config.counters(), config.admin() != null);
    this.reader = new ItemReader(engine::execute);
    this.health = new EngineHealth(reader);
    this.recall = new CounterRecall(keys, engine);
  }

  /**
   * Adds an event loop.
   *
   * @param loop runs tasks on it
   */
  public LoopObserver newLoop(Executor loop) {
    LoopObserver observer = new LoopObserver(this, loop);
    loops.add(observer);
    return observer;
  }

  /** Returns the figures of this moment. */
  public Snapshot snapshot() {
    return new Snapshot(this);
  }

  /** Takes samples; call it every second. */
  public void tick() {
    loops.forEach(LoopObserver::tick);
  }

  /** Starts counting from zero, for {@code stats reset}. */
  public void reset() {
    baseline = totals();
    prefixes.reset();
    loops.forEach(LoopObserver::reset);
    slowLog.reset();
  }

  /** Switches counting by prefix on or off, for {@code stats detail}. */
  public void countPrefixes(boolean on) {
    prefixes.set(on);
  }

  /** Finds the counters of earlier runs in the background. */
  public void recallCounters() {
    recall.start();
  }

  /** Reads the counters' values; completes when they are at most half a second old. */
  public CompletableFuture<Void> refreshCounters() {
    return keys.refresh(reader);
  }

  /** Evicts idle counters if keys were turned away. */
  public void makeRoom(long seconds) {
    keys.makeRoom(seconds);
  }

  /** Returns whether a counter has not been evicted. */
  public boolean has(KeyCounter counter) {
    return keys.has(counter);
  }

  /** Asks the engine whether it answers. */
  public CompletableFuture<EngineHealth.State> askEngine() {
    return health.ask();
  }

  /** Stops what uses the engine. */
  @Override
  public void close() {
    recall.close();
  }

  /** Returns the counters since the start or the last reset. */
  long[] counters() {
    long[] counters = totals();
    long[] before = baseline;
    for (int i = 0; i < counters.length; i++) {
      counters[i] -= before[i];
    }
    return counters;
  }

  private long[] totals() {
    long[] totals = new long[Counter.values().length];
    for (LoopObserver loop : loops) {
      for (Counter counter : Counter.values()) {
        totals[counter.ordinal()] += loop.get(counter);
      }
    }
    return totals;
  }
}
