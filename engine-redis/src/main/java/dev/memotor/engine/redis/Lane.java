package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that executes the calls of its keys, in rounds.
 *
 * <p>A {@link Round} takes what waits, up to a bound. What piles up meanwhile is the next round:
 * the busier, the longer the pipelines, without any timer. Since all calls of a key go through one
 * lane, and a round begins only when the one before is over, their order holds even when the key
 * moves from one node to another.
 */
final class Lane implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final RedisCommand[] NONE = {};
  private static final long LOOK_MILLIS = 50;
  private static final long CIRCLE_PAUSE_NANOS = 5_000_000;

  private final LaneQueue queue;
  private final Links links;
  private final Round round;
  private final FlushGuard flushGuard;
  private final Counters counters;
  private final int mostCalls;
  private final Thread thread;
  private final List<RedisCommand> pending = new ArrayList<>();

  private volatile RedisCommand[] underWay = NONE;

  Lane(
      String name,
      int mostCalls,
      LaneQueue queue,
      Links links,
      Round round,
      FlushGuard flushGuard,
      Counters counters) {
    this.mostCalls = mostCalls;
    this.queue = queue;
    this.links = links;
    this.round = round;
    this.flushGuard = flushGuard;
    this.counters = counters;
    this.thread = new Thread(this, name);
    this.thread.setDaemon(true);
  }

  /* ----- on other threads ----- */

  void start() {
    thread.start();
  }

  LaneQueue queue() {
    return queue;
  }

  Links links() {
    return links;
  }

  /** By what its calls are due. */
  LaneClock clock() {
    return links.clock();
  }

  /** For {@link LaneTask}s of this lane. */
  FlushGuard flushGuard() {
    return flushGuard;
  }

  /**
   * Ends what takes too long. Called again and again, by the engine's watch.
   *
   * @param stuckNanos a pipeline that makes no progress for so long is broken off
   */
  void watch(long stuckNanos, EngineException timeout) {
    long now = clock().now();
    for (RedisCommand call : queue.takeOverdue(now)) {
      timeOut(call, timeout);
    }
    for (RedisCommand call : underWay) {
      if (call.isOverdue(now)) {
        timeOut(call, timeout);
      }
    }
    round.abortIfStuck(stuckNanos);
  }

  private void timeOut(RedisCommand call, EngineException timeout) {
    if (!call.isEnded()) {
      counters.timeouts.increment();
      call.fail(timeout);
    }
  }

  /** Accepts nothing any more, and ends when all is done. */
  void close() {
    queue.close();
  }

  /** Waits for the thread's end, by the lane's clock. Returns whether it came. */
  boolean awaitEnd(long millis) throws InterruptedException {
    long until = clock().now() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      thread.join(LOOK_MILLIS);
    } while (thread.isAlive() && clock().now() - until < 0);
    return !thread.isAlive();
  }

  /* ----- on the lane's own thread ----- */

  @Override
  public void run() {
    try {
      links.connectAll();
      while (!(pending.isEmpty() && queue.isClosedAndEmpty())) {
        LaneTask task = queue.take(pending, mostCalls, links.idleMillis());
        if (task != null) {
          task.run();
        } else if (!pending.isEmpty()) {
          underWay = pending.toArray(NONE);
          round.run(pending);
          underWay = NONE;
          if (!pending.isEmpty() && pending.get(0).isRedirectedInCircles()) {
            LockSupport.parkNanos(CIRCLE_PAUSE_NANOS);
          }
        }
        links.tend();
      }
    } catch (InterruptedException e) {
      LOG.warn("{} was interrupted and ends", thread.getName(), e);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed and ends; its operations fail from now on", thread.getName(), e);
    } finally {
      shutDown();
    }
  }

  private void shutDown() {
    queue.close();
    EngineException gone =
        new EngineException(EngineException.Kind.UNAVAILABLE, "the Redis engine has ended");
    pending.forEach(call -> call.fail(gone));
    for (Queued queued : queue.takeAll()) {
      if (queued instanceof RedisCommand call) {
        call.fail(gone);
      } else if (queued instanceof LaneTask task) {
        task.drop(gone);
      }
    }
    links.close();
  }
}
