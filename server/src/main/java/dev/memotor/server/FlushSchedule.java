package dev.memotor.server;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one flush that is to come: a later command replaces it. When its time comes, everything
 * stored until then goes, also what was stored after the command.
 */
final class FlushSchedule {

  private static final Logger LOG = LoggerFactory.getLogger(FlushSchedule.class);

  private final Engine engine;
  private final EngineClock clock;
  private final ScheduledExecutorService timer;
  private ScheduledFuture<?> next;

  FlushSchedule(Engine engine, EngineClock clock, ScheduledExecutorService timer) {
    this.engine = engine;
    this.clock = clock;
    this.timer = timer;
  }

  synchronized void schedule(long at) {
    cancel();
    next = timer.schedule(this::flush, Math.max(0, at - clock.now()), TimeUnit.SECONDS);
  }

  synchronized void cancel() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private void flush() {
    engine
        .flush()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                LOG.error("the flush asked for earlier failed", failure);
              }
            });
  }
}
