package dev.memotor.engine.support;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.CasSource;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A whole engine over the five blocking methods of an {@link ItemStore}: each operation runs on a
 * thread of a pool, in its key's lane. Simple and right rather than fast.
 */
public final class BlockingStoreEngine implements Engine {

  private static final int LANES = 256;
  private static final long SWEEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long CLOSE_MILLIS = 30_000;

  private final ItemStore store;
  private final EngineClock clock;
  private final CasSource casSource;
  private final Set<Capability> capabilities;
  private final ExecutorService threads;
  private final KeyLanes lanes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong stored = new AtomicLong();
  private final int maxWaiting;
  private final AtomicLong expired = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger();
  private final ExpiryWheel wheel;
  private final Thread sweeper;
  private volatile boolean closed;

  /**
   * Makes an engine.
   *
   * @param threads how many operations may block at the same time
   * @param maxWaiting how many operations may wait; more fail as BUSY
   */
  public BlockingStoreEngine(
      ItemStore store,
      EngineClock clock,
      CasSource casSource,
      Set<Capability> capabilities,
      int threads,
      int maxWaiting) {
    this.store = store;
    this.clock = clock;
    this.casSource = casSource;
    this.capabilities = Set.copyOf(capabilities);
    this.maxWaiting = maxWaiting;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "store-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.lanes = new KeyLanes(LANES, this.threads);
    this.wheel = new ExpiryWheel(clock.now());
    this.sweeper = new Thread(this::sweep, "store-sweeper");
    sweeper.setDaemon(true);
    sweeper.start();
  }

  @Override
  public void execute(Batch batch) {
    begin();
    try {
      int size = batch.size();
      for (int i = 0; i < size; i++) {
        submit(batch, i);
      }
    } finally {
      end();
    }
  }

  private void submit(Batch batch, int index) {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      batch.fail(index, new EngineException(EngineException.Kind.BUSY, "too much is waiting"));
      return;
    }
    running.incrementAndGet();
    lanes.submit(batch.operation(index).key(), () -> run(batch, index));
  }

  /** Whoever has begun may still use the lanes and the threads, until as much has ended. */
  private void begin() {
    running.incrementAndGet();
    if (closed) {
      end();
      throw new IllegalStateException("the engine is closed");
    }
  }

  private void end() {
    if (running.decrementAndGet() == 0 && closed) {
      synchronized (running) {
        running.notifyAll();
      }
    }
  }

  private void run(Batch batch, int index) {
    try {
      Result result;
      try {
        result = apply(batch.operation(index));
      } catch (RuntimeException e) {
        waiting.decrementAndGet();
        batch.fail(index, EngineException.of(e, "the store failed"));
        return;
      }
      waiting.decrementAndGet();
      batch.complete(index, result);
    } finally {
      end();
    }
  }

  private Result apply(Operation operation) {
    Key key = operation.key();
    long now = clock.now();
    Item item = operation.readsItem() ? store.read(key) : null;
    Transition transition = Semantics.apply(operation, item, now, casSource);
    switch (transition.kind()) {
      case PUT -> {
        try {
          store.write(key, transition.item());
        } catch (EngineException e) {
          if (e.kind() == EngineException.Kind.FULL && Semantics.removesWhenRefused(operation)) {
            store.remove(key);
          }
          throw e;
        }
        stored.incrementAndGet();
        if (transition.item().exptime() != Exptime.NEVER) {
          wheel.file(key, transition.item().exptime());
        }
      }
      case REMOVE -> store.remove(key);
      case ACCESS -> transition.item().recordAccess(now);
      case KEEP -> {}
    }
    return transition.result();
  }

  private void sweep() {
    try {
      fileAll();
      while (!closed) {
        wheel.advance(clock.now(), (key, exptime) -> inLane(key, exptime, true));
        wheel.compact((key, exptime) -> inLane(key, exptime, false));
        LockSupport.parkNanos(SWEEP_PAUSE_NANOS);
      }
    } catch (RuntimeException e) {
      // Expired items stay unseen all the same; only their space does not come back.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  /** Finds what was stored before this start; items that are written meanwhile file themselves. */
  private void fileAll() {
    store.scan(
        (key, item) -> {
          if (item.exptime() != Exptime.NEVER) {
            wheel.file(key, item.exptime());
          }
          return !closed;
        });
  }

  /** Whether a wheel's entry still means something; waits for its key's turn. */
  private boolean inLane(Key key, long exptime, boolean removeExpired) {
    running.incrementAndGet();
    if (closed) {
      end();
      return false;
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    lanes.submit(
        key,
        () -> {
          try {
            answer.complete(isCurrent(key, exptime, removeExpired));
          } catch (RuntimeException e) {
            // The store is ill: look again later.
            answer.complete(true);
          } finally {
            end();
          }
        });
    return answer.join();
  }

  private boolean isCurrent(Key key, long exptime, boolean removeExpired) {
    Item item = store.read(key);
    if (item != null && removeExpired && item.isExpired(clock.now())) {
      store.remove(key);
      expired.incrementAndGet();
      return false;
    }
    return item != null && item.exptime() == exptime;
  }

  @Override
  public CompletionStage<Void> flush() {
    begin();
    CompletableFuture<Void> done = new CompletableFuture<>();
    lanes.submitBarrier(
        () -> {
          try {
            store.clear();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(EngineException.of(e, "the store failed"));
          } finally {
            end();
          }
        });
    return done;
  }

  @Override
  public void scan(ItemVisitor visitor) {
    long now = clock.now();
    store.scan((key, item) -> item.isExpired(now) || visitor.visit(key, item));
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(
        store.items(),
        EngineStats.UNKNOWN,
        stored.get(),
        // Without the capability nothing goes before its time.
        capabilities.contains(Capability.EVICTING) ? EngineStats.UNKNOWN : 0,
        expired.get(),
        0,
        Map.of("waiting", Integer.toString(waiting.get())));
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    synchronized (running) {
      if (closed) {
        return;
      }
      closed = true;
    }
    LockSupport.unpark(sweeper);
    try {
      awaitEnd();
      threads.shutdown();
      if (!threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
      sweeper.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    synchronized (running) {
      long left = CLOSE_MILLIS;
      while (running.get() > 0 && left > 0) {
        running.wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
    }
  }
}
