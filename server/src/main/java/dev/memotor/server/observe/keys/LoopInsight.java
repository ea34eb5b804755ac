package dev.memotor.server.observe.keys;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.server.observe.CommandKind;
import java.util.concurrent.atomic.LongAdder;

/** What one event loop sees of single keys; told by its thread alone. */
public final class LoopInsight {

  private final boolean watchesKeys;
  private final KeySampler sampler;
  private final LargestValues values;
  private final long slowNanos;
  private final SlowLog slowLog;
  private final LongAdder slowCount;
  private final EngineClock clock;

  LoopInsight(
      boolean watchesKeys,
      long seed,
      long slowNanos,
      SlowLog slowLog,
      LongAdder slowCount,
      EngineClock clock) {
    this.watchesKeys = watchesKeys;
    this.sampler = new KeySampler(seed);
    this.values = new LargestValues(clock);
    this.slowNanos = slowNanos;
    this.slowLog = slowLog;
    this.slowCount = slowCount;
    this.clock = clock;
  }

  /** Whether keys and values are looked at. */
  public boolean watchesKeys() {
    return watchesKeys;
  }

  /** Which operation of the next batch is to be shown to {@link #sample}; maybe beyond its end. */
  public long nextSample() {
    return sampler.next();
  }

  public void sample(Key key) {
    sampler.take(key);
  }

  /** A batch of so many operations has passed. */
  public void passed(int operations) {
    sampler.passed(operations);
  }

  /** Whether a value that was stored or read is among the largest. */
  public boolean isLarge(int bytes) {
    return values.isLarge(bytes);
  }

  /** Such a value. */
  public void large(Key key, int bytes) {
    values.note(key, bytes);
  }

  /** Whether times are looked at. */
  public boolean watchesTimes() {
    return slowNanos > 0;
  }

  public boolean isSlow(long nanos) {
    return slowNanos > 0 && nanos >= slowNanos;
  }

  /** So many operations were slow together. */
  public void countSlow(int operations) {
    slowCount.add(operations);
  }

  /** Logs one of them. */
  public void slow(Operation operation, long nanos, int operations) {
    slowLog.add(
        new SlowOperation(
            operation.key(), CommandKind.of(operation), nanos / 1000, operations, clock.now()));
  }

  void tick(double seconds) {
    sampler.tick(seconds);
    values.tick();
  }

  void reset() {
    sampler.reset();
    values.reset();
  }

  KeySampler sampler() {
    return sampler;
  }

  LargestValues values() {
    return values;
  }
}
