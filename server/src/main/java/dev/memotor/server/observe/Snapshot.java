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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The figures of a server at one moment, or what was added to them since an earlier moment. Lists
 * of keys and connections are made when they are asked for.
 */
public final class Snapshot {

  private static final double NANOS = 1e9;

  private final Observatory server;
  private final long nanos;
  private final double seconds;
  private final long[] counters;
  private final List<Distribution> commands;
  private final Distribution engineCalls;
  private final Distribution batchSizes;
  private final Distribution lags;
  private final EngineStats engine;
  private final ProcessTimes process;
  private final int connections;

  /**
   * Operations on keys with a prefix.
   *
   * @param hits gets that found something
   */
  public record Prefix(Key prefix, long gets, long hits, long sets, long deletes) {}

  Snapshot(Observatory server) {
    this.server = server;
    nanos = System.nanoTime();
    seconds = (nanos - server.startNanos) / NANOS;
    counters = server.counters();
    commands =
        Stream.of(Operation.Kind.values())
            .map(kind -> sum(times -> times.commands[kind.ordinal()]))
            .toList();
    engineCalls = sum(times -> times.engineCalls);
    batchSizes = sum(times -> times.batchSizes);
    lags = sum(times -> times.lags);
    engine = server.engine.stats();
    process = ProcessTimes.read();
    connections = server.network.currentConnections();
  }

  private Distribution sum(Function<LoopObserver.Times, Histogram> histogram) {
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
    commands =
        IntStream.range(0, later.commands.size())
            .mapToObj(i -> later.commands.get(i).since(earlier.commands.get(i)))
            .toList();
    engineCalls = later.engineCalls.since(earlier.engineCalls);
    batchSizes = later.batchSizes.since(earlier.batchSizes);
    lags = later.lags.since(earlier.lags);
    engine = later.engine;
    process = later.process;
    connections = later.connections;
  }

  /** Returns what was added since an earlier snapshot; what is not a sum is as of this one. */
  public Snapshot since(Snapshot earlier) {
    return new Snapshot(this, earlier);
  }

  /** Seconds since the start or the earlier snapshot. */
  public double seconds() {
    return seconds;
  }

  /** UNIX seconds. */
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

  /** Microseconds from a turn's first request to its last reply, for each command. */
  public Distribution commands(Operation.Kind kind) {
    return commands.get(kind.ordinal());
  }

  /** The same of all commands together. */
  public Distribution commands() {
    return Distribution.sum(commands.stream());
  }

  /** Microseconds of one call of the engine with a batch, on the event loop. */
  public Distribution engineCalls() {
    return engineCalls;
  }

  /** Operations in a batch. */
  public Distribution batchSizes() {
    return batchSizes;
  }

  /** Microseconds that a task waits for its event loop. */
  public Distribution lags() {
    return lags;
  }

  /** The engine's own figures. */
  public EngineStats engine() {
    return engine;
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

  /** How the engine answered when it was asked last. */
  public EngineHealth.State engineState() {
    return server.health.latest();
  }

  public ProcessTimes process() {
    return process;
  }

  public int connections() {
    return connections;
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

  /** The hottest keys, in order. */
  public List<HotKey> hotKeys() {
    return KeySampler.hottest(
        server.loops.stream().map(LoopObserver::sampler).toList(), server.config.keys().hot());
  }

  /** The largest values seen within an hour, in order. */
  public List<BigValue> bigValues() {
    return LargestValues.largest(
        server.loops.stream().map(LoopObserver::values).toList(), server.config.keys().hot());
  }

  /** The latest slow operations, the last one first. */
  public List<SlowOperation> slowOperations() {
    return server.slowLog.latest();
  }

  /** How many operations were slow since the start. */
  public long slowCount() {
    return server.slowLog.count();
  }

  /** All counters that clients keep, in no order. */
  public Collection<KeyCounter> keyCounters() {
    return server.keys.all();
  }

  public int keyCountersLimit() {
    return server.keys.max();
  }

  /** Operations that counted on keys without a counter. */
  public long operationsOnOtherKeys() {
    return server.keys.operationsOnOthers();
  }

  public boolean countsPrefixes() {
    return server.prefixes.isOn();
  }

  /** The counts of each prefix, in no order. */
  public List<Prefix> prefixes() {
    return server.prefixes.all();
  }
}
