package dev.memotor.server.observe;

import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Resizable;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Tracking;
import dev.memotor.server.observe.Histogram.Distribution;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.observe.counters.KeyCounter;
import dev.memotor.server.observe.keys.BigValue;
import dev.memotor.server.observe.keys.HotKey;
import dev.memotor.server.observe.keys.KeySampler;
import dev.memotor.server.observe.keys.LargestValues;
import dev.memotor.server.observe.keys.SlowOperation;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a server at one moment, or what was added to them since an earlier moment. What
 * takes time to collect is collected when it is first asked for: most readers need only a part.
 */
public final class Snapshot {

  private static final double NANOS = 1e9;

  private final Observatory server;
  private final long nanos;
  private final double seconds;
  private final long[] counters;
  private final Lazy<Distributions> distributions;
  private final Lazy<EngineStats> engine;
  private final Lazy<ProcessTimes> process;

  /**
   * Operations on keys with a prefix.
   *
   * @param hits gets that found something
   */
  public record Prefix(Key prefix, long gets, long hits, long sets, long deletes) {}

  /** Distributions of all event loops together. */
  private record Distributions(
      List<Distribution> commands,
      Distribution engineCalls,
      Distribution batchSizes,
      Distribution lags) {

    Distributions since(Distributions earlier) {
      return new Distributions(
          IntStream.range(0, commands.size())
              .mapToObj(i -> commands.get(i).since(earlier.commands.get(i)))
              .toList(),
          engineCalls.since(earlier.engineCalls),
          batchSizes.since(earlier.batchSizes),
          lags.since(earlier.lags));
    }
  }

  /** A value that is computed once, when it is first asked for. */
  private static final class Lazy<T> {

    private final Supplier<T> source;
    private @Nullable T value;

    Lazy(Supplier<T> source) {
      this.source = source;
    }

    synchronized T get() {
      T known = value == null ? source.get() : value;
      value = known;
      return known;
    }
  }

  Snapshot(Observatory server) {
    this.server = server;
    nanos = System.nanoTime();
    seconds = (nanos - server.startNanos) / NANOS;
    counters = server.counters();
    distributions = new Lazy<>(() -> distributions(server));
    engine = new Lazy<>(server.engine::stats);
    process = new Lazy<>(ProcessTimes::read);
  }

  private static Distributions distributions(Observatory server) {
    return new Distributions(
        Stream.of(Operation.Kind.values())
            .map(kind -> sum(server, times -> times.commands[kind.ordinal()]))
            .toList(),
        sum(server, times -> times.engineCalls),
        sum(server, times -> times.batchSizes),
        sum(server, times -> times.lags));
  }

  private static Distribution sum(
      Observatory server, Function<LoopObserver.Times, Histogram> histogram) {
    return Distribution.sum(
        server.loops.stream()
            .map(LoopObserver::times)
            .filter(Objects::nonNull)
            .map(histogram)
            .map(Histogram::read));
  }

  private Snapshot(Snapshot later, Snapshot earlier) {
    server = later.server;
    nanos = later.nanos;
    seconds = (later.nanos - earlier.nanos) / NANOS;
    // A client may have reset the counters in between.
    counters =
        IntStream.range(0, later.counters.length)
            .mapToLong(i -> Math.max(0, later.counters[i] - earlier.counters[i]))
            .toArray();
    Distributions added = later.distributions.get().since(earlier.distributions.get());
    distributions = new Lazy<>(() -> added);
    engine = later.engine;
    process = later.process;
  }

  /**
   * Returns what was added since an earlier snapshot; figures that are not sums are as of this one.
   * Fixes the distributions of both, so that the next period begins where this one ends.
   */
  public Snapshot since(Snapshot earlier) {
    return new Snapshot(this, earlier);
  }

  /** Returns the seconds since the start or the earlier snapshot. */
  public double seconds() {
    return seconds;
  }

  /** Returns the UNIX time in seconds. */
  public long time() {
    return server.clock.now();
  }

  public long get(Counter counter) {
    return counters[counter.ordinal()];
  }

  /** Returns a counter's growth per second. */
  public double rate(Counter counter) {
    return get(counter) / Math.max(1e-3, seconds);
  }

  /** Returns the microseconds from a turn's first request to its last reply, for a command. */
  public Distribution commands(Operation.Kind kind) {
    return distributions.get().commands().get(kind.ordinal());
  }

  /** Returns the same for all commands together. */
  public Distribution commands() {
    return Distribution.sum(distributions.get().commands().stream());
  }

  /** Returns the microseconds of one call of the engine with a batch, on the event loop. */
  public Distribution engineCalls() {
    return distributions.get().engineCalls();
  }

  /** Returns the number of operations in a batch. */
  public Distribution batchSizes() {
    return distributions.get().batchSizes();
  }

  /** Returns the microseconds that a task waits for its event loop. */
  public Distribution lags() {
    return distributions.get().lags();
  }

  /** Returns the engine's own figures. */
  public EngineStats engine() {
    return engine.get();
  }

  /** Returns the names of what the engine declares, and of the roles it plays. */
  public Set<String> capabilities() {
    Set<String> names = new TreeSet<>();
    server.engine.capabilities().forEach(capability -> names.add(capability.name()));
    server.engine.role(Resizable.class).ifPresent(role -> names.add("RESIZABLE"));
    server.engine.role(SchedulesFlushes.class).ifPresent(role -> names.add("FLUSH_SCHEDULE"));
    server.engine.role(Tracking.class).ifPresent(role -> names.add("TRACKING"));
    return names;
  }

  /** Returns how the engine answered the latest probe. */
  public EngineHealth.State engineState() {
    return server.health.latest();
  }

  public ProcessTimes process() {
    return process.get();
  }

  public int connections() {
    return server.network.currentConnections();
  }

  public NetworkFigures network() {
    return server.network;
  }

  public long watchers() {
    return server.watchHub.watcherCount();
  }

  public long watcherLinesSent() {
    return server.watchHub.sentCount();
  }

  public long watcherLinesSkipped() {
    return server.watchHub.skippedCount();
  }

  /** Returns the hottest keys, hottest first. */
  public List<HotKey> hotKeys() {
    return KeySampler.hottest(
        server.loops.stream().map(LoopObserver::sampler).toList(), server.config.keys().hot());
  }

  /** Returns the largest values seen within an hour, largest first. */
  public List<BigValue> bigValues() {
    return LargestValues.largest(
        server.loops.stream().map(LoopObserver::values).toList(), server.config.keys().hot());
  }

  /** Returns the latest slow operations, the latest first. */
  public List<SlowOperation> slowOperations() {
    return server.slowLog.latest();
  }

  /** Returns the number of slow operations since the start. */
  public long slowCount() {
    return server.slowLog.count();
  }

  /** Returns all counters that clients keep, in no order. */
  public Collection<KeyCounter> keyCounters() {
    return server.keys.all();
  }

  public int keyCountersLimit() {
    return server.keys.max();
  }

  /** Returns the number of increments and decrements of keys without a counter. */
  public long operationsOnOtherKeys() {
    return server.keys.operationsOnOthers();
  }

  public boolean countsPrefixes() {
    return server.prefixes.isOn();
  }

  /** Returns the counts of each prefix, in no order. */
  public List<Prefix> prefixes() {
    return server.prefixes.all();
  }
}
