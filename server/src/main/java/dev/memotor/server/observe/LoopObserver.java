package dev.memotor.server.observe;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Batch;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.server.observe.counters.CountedKeys;
import dev.memotor.server.observe.keys.KeySampler;
import dev.memotor.server.observe.keys.LargestValues;
import dev.memotor.server.observe.keys.SlowOperation;
import dev.memotor.server.observe.watch.WatchHub;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Observes one event loop, on its thread only, so that no two threads write the same cell. Times
 * turns, not operations: every operation that ends in a turn counts as lasting from the turn's
 * first request to its last reply. A batch of a thousand reads the clock no more often than a batch
 * of one.
 */
public final class LoopObserver {

  private static final Operation.Kind[] KINDS = Operation.Kind.values();
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Keeps two loops' cells off one cache line. */
  private static final int PADDING = 16;

  private static final long NANOS_PER_MICRO = 1000;

  /** Limits the operations of a slow batch that are recorded, each of which may be the cause. */
  private static final int MAX_LOGGED = 4;

  private final Observatory server;
  private final Executor loop;
  private final long[] cells = new long[PADDING + Counter.values().length + PADDING];
  private final CountedKeys.Loop counts;
  private final boolean watchesKeys;
  private final KeySampler sampler = new KeySampler(System.nanoTime());
  private final LargestValues values;
  private final long slowNanos;

  /** Null if nothing is timed. */
  private final @Nullable Times times;

  private final int[] ended = new int[KINDS.length];
  private long turnNanos;

  /** Histograms of microseconds, except for the batch sizes. */
  static final class Times {
    final Histogram[] commands =
        Stream.of(KINDS).map(kind -> new Histogram()).toArray(Histogram[]::new);
    final Histogram engineCalls = new Histogram();
    final Histogram batchSizes = new Histogram();
    final Histogram lags = new Histogram();
  }

  /**
   * Observes a loop.
   *
   * @param loop runs tasks on it
   */
  LoopObserver(Observatory server, Executor loop) {
    this.server = server;
    this.loop = loop;
    this.counts = server.keys.newLoop();
    this.watchesKeys = server.config.keys().hot() > 0;
    this.values = new LargestValues(server.clock);
    this.slowNanos = server.config.keys().slow().toNanos();
    // Only the admin endpoint shows them.
    this.times = server.config.admin() == null ? null : new Times();
  }

  public void increment(Counter counter) {
    add(counter, 1);
  }

  public void add(Counter counter, long amount) {
    int cell = PADDING + counter.ordinal();
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  /** Returns the clients that watch events of the server. */
  public WatchHub watchHub() {
    return server.watchHub;
  }

  /** Returns the time, or 0 if nothing is timed. */
  public long now() {
    return times != null || slowNanos > 0 ? System.nanoTime() : 0;
  }

  public void turnBegins() {
    turnNanos = now();
  }

  /** Returns when the current turn began, in the time of {@link #now}. */
  public long turnBegan() {
    return turnNanos;
  }

  /** Observes a batch on its way to the engine; returns {@link #now}. */
  public long engineCalled(Batch batch) {
    increment(Counter.ENGINE_BATCHES);
    add(Counter.ENGINE_OPERATIONS, batch.size());
    if (watchesKeys) {
      sampler.pass(batch);
    }
    if (times != null) {
      times.batchSizes.add(batch.size(), 1);
    }
    return now();
  }

  /** Returns how long the call of the engine took, or 0 if nothing is timed. */
  public long engineReturned(long called) {
    long nanos = now() - called;
    if (times != null) {
      times.engineCalls.add(nanos / NANOS_PER_MICRO, 1);
    }
    return nanos;
  }

  public boolean isSlow(long nanos) {
    return slowNanos > 0 && nanos >= slowNanos;
  }

  /** Logs operations that were slow together. */
  public void slow(List<Operation> operations, long nanos) {
    server.slowLog.count(operations.size());
    long micros = nanos / NANOS_PER_MICRO;
    operations.stream()
        .limit(MAX_LOGGED)
        .map(
            operation ->
                new SlowOperation(
                    operation.key(),
                    operation.kind(),
                    micros,
                    operations.size(),
                    server.clock.now()))
        .forEach(server.slowLog::add);
  }

  /** Records an operation that ended in its own turn. */
  public void endedInTurn(Operation operation) {
    if (times != null) {
      ended[operation.kind().ordinal()]++;
    }
  }

  /**
   * Records an operation that ended in a later turn.
   *
   * @param nanos since its turn began
   */
  public void endedLate(Operation operation, long nanos) {
    if (times != null) {
      times.commands[operation.kind().ordinal()].add(nanos / NANOS_PER_MICRO, 1);
    }
    if (isSlow(nanos)) {
      slow(List.of(operation), nanos);
    }
  }

  public void turnEnds() {
    if (times == null) {
      return;
    }
    long micros = -1;
    for (int i = 0; i < ended.length; i++) {
      if (ended[i] > 0) {
        micros = micros < 0 ? (System.nanoTime() - turnNanos) / NANOS_PER_MICRO : micros;
        times.commands[i].add(micros, ended[i]);
        ended[i] = 0;
      }
    }
  }

  public void failed(EngineException failure) {
    increment(Counter.ENGINE_FAILURES);
    if (failure.kind() == EngineException.Kind.FULL) {
      increment(Counter.STORE_NO_MEMORY);
    }
    server.failures.failed(failure);
  }

  /** Records that the engine ended an operation a second time. */
  public void endedTwice() {
    server.failures.endedTwice();
  }

  /** Records an operation that the engine executed, whatever its outcome for the client. */
  public void executed(Operation operation, Result result) {
    count(operation, result);
    if (server.prefixes.isOn()) {
      server.prefixes.count(operation, result);
    }
    if (watchesKeys) {
      int read = result.valueLength();
      values.note(operation.key(), Math.max(operation.valueLength(), read));
    }
  }

  /** Returns whether operations are watched. */
  public boolean isWatched() {
    return server.watchHub.isActive();
  }

  /**
   * Reports an operation to watchers, in the order of the commands.
   *
   * @param meta whether it came as a meta command
   */
  public void watched(int connection, Operation operation, Result result, boolean meta) {
    server.watchHub.operation(connection, operation, result, meta, server.clock.now());
  }

  /** Increments memcached's counters, the same for every protocol. */
  private void count(Operation operation, Result result) {
    switch (operation.kind()) {
      case GET -> countGet(((Get) operation).options(), result);
      case STORE -> countStore(((Store) operation).condition(), result);
      case CONCAT -> countStore(((Concat) operation).condition(), result);
      case ARITHMETIC -> countArithmetic((Arithmetic) operation, result);
      case TOUCH -> countTouch(result.isOk());
      case DELETE -> countDelete((Delete) operation, result);
    }
  }

  private void countGet(Get.Options options, Result result) {
    if (options == Get.Options.PEEK) {
      increment(Counter.CMD_META);
      return;
    }
    boolean hit = result.isOk();
    // memcached counts a gat as a touch and not as a get; the meta form only if it hits.
    if (options.exptime() != Exptime.NONE && (hit || !options.contest())) {
      countTouch(hit);
      return;
    }
    increment(Counter.CMD_GET);
    increment(hit ? Counter.GET_HITS : Counter.GET_MISSES);
    if (result.isExpired()) {
      increment(Counter.GET_EXPIRED);
    }
    if (result.isCreated()) {
      increment(Counter.TOTAL_ITEMS);
    }
  }

  private void countTouch(boolean hit) {
    increment(Counter.CMD_TOUCH);
    increment(hit ? Counter.TOUCH_HITS : Counter.TOUCH_MISSES);
  }

  private void countStore(@Nullable CasCondition condition, Result result) {
    increment(Counter.CMD_SET);
    if (result.isOk()) {
      increment(Counter.TOTAL_ITEMS);
    }
    if (condition != null) {
      if (result.isOk()) {
        increment(Counter.CAS_HITS);
      } else if (result.status() == Status.NOT_FOUND) {
        increment(Counter.CAS_MISSES);
      } else if (result.status() == Status.EXISTS) {
        increment(Counter.CAS_BADVAL);
      }
    }
  }

  private void countArithmetic(Arithmetic arithmetic, Result result) {
    boolean up = arithmetic.direction() == Arithmetic.Direction.UP;
    if (result.isOk()) {
      counts.count(arithmetic, result);
    }
    if (result.isCreated()) {
      increment(Counter.TOTAL_ITEMS);
    } else if (result.isOk()) {
      increment(up ? Counter.INCR_HITS : Counter.DECR_HITS);
    } else if (result.status() == Status.NOT_FOUND) {
      increment(up ? Counter.INCR_MISSES : Counter.DECR_MISSES);
    }
  }

  private void countDelete(Delete delete, Result result) {
    if (result.status() == Status.NOT_FOUND) {
      increment(Counter.DELETE_MISSES);
    } else if (result.isOk() && delete.keep() == Delete.Keep.NOTHING) {
      increment(Counter.DELETE_HITS);
    }
  }

  /** Measures how long a task waits for the loop. Like what follows, callable on any thread. */
  void tick() {
    sampler.tick(1);
    values.tick();
    if (times != null) {
      long asked = System.nanoTime();
      try {
        loop.execute(() -> times.lags.add((System.nanoTime() - asked) / NANOS_PER_MICRO, 1));
      } catch (RejectedExecutionException e) {
        // The loop has ended: the server is shutting down.
        return;
      }
    }
  }

  void reset() {
    sampler.reset();
    values.reset();
  }

  long get(Counter counter) {
    return (long) CELL.getOpaque(cells, PADDING + counter.ordinal());
  }

  KeySampler sampler() {
    return sampler;
  }

  LargestValues values() {
    return values;
  }

  /** Null if nothing is timed. */
  @Nullable Times times() {
    return times;
  }
}
