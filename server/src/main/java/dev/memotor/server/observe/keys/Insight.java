package dev.memotor.server.observe.keys;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Key;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What all event loops have seen of single keys. */
public final class Insight {

  private static final long NANOS_PER_MICRO = 1000;

  private final EngineClock clock;
  private final int keys;
  private final long slowNanos;
  private final List<LoopInsight> loops = new CopyOnWriteArrayList<>();
  private final SlowLog slowLog = new SlowLog();
  private final LongAdder slowCount = new LongAdder();

  /**
   * Nothing seen yet.
   *
   * @param keys how many hot keys and large values are told of; 0 to look at none
   * @param slowNanos what takes so long is slow; 0 for nothing
   */
  public Insight(EngineClock clock, int keys, long slowNanos) {
    this.clock = clock;
    this.keys = keys;
    this.slowNanos = slowNanos;
  }

  /** Looks at nothing. */
  public static Insight none() {
    return new Insight(() -> 0, 0, 0);
  }

  /** Eyes for one more event loop. */
  public LoopInsight add() {
    LoopInsight loop =
        new LoopInsight(keys > 0, System.nanoTime(), slowNanos, slowLog, slowCount, clock);
    loops.add(loop);
    return loop;
  }

  /** To be called about every second. */
  public void tick(double seconds) {
    loops.forEach(loop -> loop.tick(seconds));
  }

  public void reset() {
    loops.forEach(LoopInsight::reset);
    slowLog.reset();
  }

  /** The hottest keys, in order. */
  public List<HotKey> hotKeys() {
    HotKeys all = new HotKeys();
    loops.forEach(loop -> loop.sampler().addTo(all));
    return all.first(keys);
  }

  /** The largest values seen within an hour, in order. */
  public List<BigValue> bigValues() {
    Map<Key, BigValue> latest = new HashMap<>();
    for (LoopInsight loop : loops) {
      for (BigValue value : loop.values().all()) {
        latest.merge(value.key(), value, (one, other) -> later(one, other));
      }
    }
    return latest.values().stream()
        .sorted(Comparator.comparingInt(BigValue::bytes).reversed().thenComparing(BigValue::key))
        .limit(keys)
        .toList();
  }

  private static BigValue later(BigValue one, BigValue other) {
    return one.seenAt() >= other.seenAt() ? one : other;
  }

  /** The latest slow operations, the last one first. */
  public List<SlowOperation> slow() {
    return slowLog.latest();
  }

  /** How many operations were slow since the start. */
  public long slowCount() {
    return slowCount.sum();
  }

  /** The lines of {@code stats hotkeys}. */
  public void showHotKeys(BiConsumer<String, String> out) {
    int rank = 1;
    for (HotKey hot : hotKeys()) {
      out.accept(rank + ":key", hot.key().toString());
      out.accept(rank + ":rate", String.format(Locale.ROOT, "%.1f", hot.rate()));
      out.accept(rank + ":percent", String.format(Locale.ROOT, "%.2f", hot.share() * 100));
      rank++;
    }
  }

  /** The lines of {@code stats bigkeys}. */
  public void showBigKeys(BiConsumer<String, String> out) {
    int rank = 1;
    for (BigValue value : bigValues()) {
      out.accept(rank + ":key", value.key().toString());
      out.accept(rank + ":bytes", Integer.toString(value.bytes()));
      out.accept(rank + ":seen", Long.toString(value.seenAt()));
      rank++;
    }
  }

  /** The lines of {@code stats slow}. */
  public void showSlow(BiConsumer<String, String> out) {
    out.accept("threshold_us", Long.toString(slowNanos / NANOS_PER_MICRO));
    out.accept("slow_operations", Long.toString(slowCount()));
    int rank = 1;
    for (SlowOperation operation : slow()) {
      out.accept(rank + ":key", operation.key().toString());
      out.accept(rank + ":command", operation.kind().label());
      out.accept(rank + ":us", Long.toString(operation.micros()));
      out.accept(rank + ":operations", Integer.toString(operation.operations()));
      out.accept(rank + ":time", Long.toString(operation.at()));
      rank++;
    }
  }
}
