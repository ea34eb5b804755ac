package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the counters' values as fresh as somebody looks at them: read from the engine at most twice
 * a second, so that who asks every second never gets what is older, and never while a reading is
 * under way, however slow the engine is.
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

  /** Completed when the values are at most half a second old; never exceptionally. */
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
    return reader.read(wanted).thenAccept(results -> take(counters, results)).toCompletableFuture();
  }

  private static void take(List<KeyCounter> counters, Result[] results) {
    for (int i = 0; i < results.length; i++) {
      // A reading that failed says nothing: the last one stays.
      if (results[i] != null) {
        counters.get(i).read(results[i].item());
      }
    }
  }
}
