package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.server.dispatch.OlderItems;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every {@code flush_all}, and the one that is still to come: a later command replaces it. When its
 * time comes, everything stored until then goes, also what was stored after the command. It is kept
 * by the engine if that can, and else here, where it ends with the process like the items.
 *
 * <p>memcached removes what is older than the second before the moment, as soon as that second has
 * begun. So a delay of one second removes at once what is there, and again, one second later, what
 * was stored meanwhile. A moment in the past removes what is older than that.
 */
final class FlushSchedule {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private final Engine engine;
  private final OlderItems older;
  private final EngineClock clock;
  private final @Nullable SchedulesFlushes inEngine;
  private long kept = Exptime.NEVER;
  private boolean running;

  /** The moment of the flush whose failure has been logged: it is tried again at each tick. */
  private long reported = Exptime.NEVER;

  FlushSchedule(Engine engine, EngineClock clock) {
    this.engine = engine;
    this.older = new OlderItems(engine);
    this.clock = clock;
    this.inEngine = engine.role(SchedulesFlushes.class).orElse(null);
  }

  /**
   * Flushes now or later.
   *
   * @param at UNIX seconds, or {@link Exptime#NEVER} for now, whatever the clock says
   * @return completed when everything is gone, or its end is settled
   */
  CompletionStage<Void> flush(long at) {
    long now = clock.now();
    if (at == Exptime.NEVER || at == now) {
      return flushNow();
    }
    if (at > now + 1) {
      return keep(at);
    }
    if (at < now) {
      return keep(Exptime.NEVER).thenCompose(dropped -> older.remove(at));
    }
    CompletionStage<Void> flushed = flushNow();
    CompletionStage<Void> scheduled = keep(at);
    return flushed.thenCombine(scheduled, (first, second) -> null);
  }

  private CompletionStage<Void> flushNow() {
    synchronized (this) {
      kept = Exptime.NEVER;
    }
    return engine.flush();
  }

  private CompletionStage<Void> keep(long at) {
    if (inEngine != null) {
      return inEngine.scheduleFlush(at);
    }
    synchronized (this) {
      kept = at;
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Flushes if it is time; called every now and then. */
  void tick() {
    long at;
    synchronized (this) {
      at = inEngine == null ? kept : inEngine.scheduledFlush();
      if (running || !Exptime.isExpired(at, clock.now())) {
        return;
      }
      running = true;
      kept = Exptime.NEVER;
    }
    try {
      (inEngine == null ? engine.flush() : inEngine.flushIfDue())
          .whenComplete((nothing, failure) -> ended(at, failure));
    } catch (RuntimeException e) {
      ended(at, e);
    }
  }

  private void ended(long at, Throwable failure) {
    boolean log;
    synchronized (this) {
      running = false;
      log = failure != null && reported != at;
      reported = failure == null ? Exptime.NEVER : at;
      if (failure != null && inEngine == null && kept == Exptime.NEVER) {
        kept = at;
      }
    }
    if (log) {
      report(failure);
    }
  }

  private static void report(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof EngineException) {
      LOG.error("the scheduled flush_all failed and is tried again: {}", cause.getMessage());
    } else {
      LOG.error("the scheduled flush_all failed and is tried again", cause);
    }
  }
}
