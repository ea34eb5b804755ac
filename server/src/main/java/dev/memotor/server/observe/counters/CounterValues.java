package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Refreshes the counters' values when they are asked for: at most twice a second, so that a reader
 * who asks every second gets new values each time, and never while a read is in flight, however
 * slow the engine is.
 */
public final class CounterValues {

  private static final long MIN_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final CountedKeys keys;
  private final ItemReader reader;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private long lastNanos = System.nanoTime() - MIN_AGE_NANOS;

  public CounterValues(CountedKeys keys, ItemReader reader) {
    this.keys = keys;
    this.reader = reader;
  }

  /** Completes when the values are at most half a second old; never exceptionally. */
  public synchronized CompletableFuture<Void> refresh() {
    long now = System.nanoTime();
    if (last.isDone() && now - lastNanos >= MIN_AGE_NANOS) {
      lastNanos = now;
      last = read();
    }
    return last;
  }

  private CompletableFuture<Void> read() {
    List<KeyCounter> counters = new ArrayList<>(keys.all());
    if (counters.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<Key> wanted = counters.stream().map(KeyCounter::key).toList();
    return reader.read(wanted).thenAccept(results -> take(counters, results));
  }

  private static void take(List<KeyCounter> counters, Result[] results) {
    for (int i = 0; i < results.length; i++) {
      // After a failed read the last value stays.
      if (results[i] != null) {
        counters.get(i).read(results[i].itemOrNull());
      }
    }
  }
}
