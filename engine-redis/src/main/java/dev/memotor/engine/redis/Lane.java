package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that executes the commands of its keys, in rounds.
 *
 * <p>A {@link Round} takes what waits, up to a bound; what arrives meanwhile is the next round. So
 * the busier the lane, the longer the pipelines, without any timer. All commands of a key go
 * through one lane, and a round begins only when the previous one has ended, so their order holds
 * even when the key moves from one node to another.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final RedisCommand[] NONE = {};
  private static final long JOIN_MILLIS = 50;
  private static final long CIRCLE_PAUSE_NANOS = 5_000_000;

  private final RedisContext context;
  private final Links links;
  private final LaneQueue queue;
  private final int maxCommands;
  private final FlushGuard flushGuard = new FlushGuard();
  private final Thread thread;
  private final List<RedisCommand> pending = new ArrayList<>();

  private volatile RedisCommand[] inFlight = NONE;

  Lane(String name, RedisContext context, Links links, LaneQueue queue, int maxCommands) {
    this.context = context;
    this.links = links;
    this.queue = queue;
    this.maxCommands = maxCommands;
    this.thread = DaemonThreads.create(name, this::run);
  }

  /* ----- on other threads ----- */

  void start() {
    thread.start();
  }

  LaneQueue queue() {
    return queue;
  }

  /** Returns what the nodes reported last about what they hold. */
  NodeFigures figures() {
    return links.figures();
  }

  /** Returns the clock of its commands' deadlines. */
  LaneClock clock() {
    return links.clock();
  }

  /** Begins a flush for the lane's keys, after all that was submitted before. */
  CompletableFuture<Void> beginFlush() {
    return submit(flushGuard::begin);
  }

  /** Ends a flush. */
  CompletableFuture<Void> endFlush() {
    return submit(flushGuard::end);
  }

  private CompletableFuture<Void> submit(Runnable action) {
    LaneQueue.Task task = new LaneQueue.Task(action, new CompletableFuture<>());
    if (!queue.offer(task)) {
      task.done().completeExceptionally(Failures.closing());
    }
    return task.done();
  }

  /**
   * Ends what takes too long. Called periodically.
   *
   * @param stuckNanos a pipeline that makes no progress for this long is aborted
   */
  void watch(long stuckNanos, EngineException timeout) {
    long now = clock().now();
    for (RedisCommand command : queue.takeOverdue(now)) {
      timeOut(command, timeout);
    }
    for (RedisCommand command : inFlight) {
      if (command.isOverdue(now)) {
        timeOut(command, timeout);
      }
    }
    links.abortIfStuck(stuckNanos);
  }

  private void timeOut(RedisCommand command, EngineException timeout) {
    if (!command.isEnded()) {
      context.counters().timeouts.increment();
      command.fail(timeout);
    }
  }

  /** Accepts nothing any more, and ends when everything is done. */
  void close() {
    queue.close();
  }

  /** Waits, by the lane's clock, for the thread to end. Returns whether it has. */
  boolean awaitEnd(long millis) throws InterruptedException {
    long until = clock().now() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      thread.join(JOIN_MILLIS);
    } while (thread.isAlive() && clock().now() - until < 0);
    return !thread.isAlive();
  }

  /* ----- on the lane's thread ----- */

  private void run() {
    try {
      links.connectAll();
      while (!(pending.isEmpty() && queue.isClosedAndEmpty())) {
        LaneQueue.Task task = queue.take(pending, maxCommands, links.idleMillis());
        if (task != null) {
          task.action().run();
          task.done().complete(null);
        } else if (!pending.isEmpty()) {
          inFlight = pending.toArray(NONE);
          new Round(context, links, flushGuard).run(pending);
          inFlight = NONE;
          if (!pending.isEmpty() && pending.get(0).isRedirectedInCircles()) {
            LockSupport.parkNanos(CIRCLE_PAUSE_NANOS);
          }
        }
        links.maintain();
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
    EngineException ended =
        new EngineException(EngineException.Kind.UNAVAILABLE, "the Redis engine has ended");
    pending.forEach(command -> command.fail(ended));
    for (Object entry : queue.takeAll()) {
      if (entry instanceof RedisCommand command) {
        command.fail(ended);
      } else if (entry instanceof LaneQueue.Task task) {
        task.done().completeExceptionally(ended);
      }
    }
    links.close();
  }
}
