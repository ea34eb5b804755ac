package dev.memotor.server.observe.counters;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the counters of earlier runs: one scan of a persistent engine's items on a separate thread,
 * which ends early when the limit is reached.
 */
public final class CounterRecall implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.counters");
  private static final long MAX_END_MILLIS = 5_000;

  private final CountedKeys keys;
  private final Engine engine;
  private final Thread thread = new Thread(this::walk, "counter-recall");
  private volatile boolean stopped;

  public CounterRecall(CountedKeys keys, Engine engine) {
    this.keys = keys;
    this.engine = engine;
    thread.setDaemon(true);
  }

  /** Starts the scan, if the engine is persistent. */
  public void start() {
    if (!keys.isFull() && engine.capabilities().contains(Capability.PERSISTENT)) {
      thread.start();
    }
  }

  private void walk() {
    long start = System.nanoTime();
    try {
      engine.scan(this::visit);
      LOG.debug(
          "counters of earlier runs: {}, found in {} ms",
          keys.size(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (RuntimeException | Error e) {
      if (!stopped) {
        LOG.warn("counters of earlier runs appear when they are next counted on: {}", e.toString());
      }
    }
  }

  private boolean visit(Key key, Item item) {
    if (item.isCounted()) {
      keys.recall(key);
    }
    return !stopped && !keys.isFull();
  }

  /** Ends the scan: the engine is about to close. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(MAX_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
