package dev.memotor.engine.fs;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.KeyLanes;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the files of expired items without reading them. */
final class Sweeper {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int RETRY_SECONDS = 60;

  private final Index index;
  private final ItemTree tree;
  private final KeyLanes lanes;
  private final ExpirySchedule schedule;
  private final EngineClock clock;
  private final AtomicLong reclaimed = new AtomicLong();
  private final AtomicLong unfetched = new AtomicLong();

  /** The exptime makes an expired item invisible even if the deletion of its file is lost. */
  private final Commit unsynced = new SyncNever();

  private volatile boolean stopped;

  Sweeper(Index index, ItemTree tree, KeyLanes lanes, ExpirySchedule schedule, EngineClock clock) {
    this.index = index;
    this.tree = tree;
    this.lanes = lanes;
    this.schedule = schedule;
    this.clock = clock;
  }

  /** Removes the items that have expired by now. */
  void sweep() {
    schedule.advance(clock.now(), this::visit);
  }

  private boolean visit(Key key, long moment) {
    if (stopped) {
      return false;
    }
    if (lanes.tryEnter(key)) {
      try {
        reclaim(key, moment);
      } finally {
        lanes.exit(key);
      }
    } else {
      lanes.submit(key, () -> reclaim(key, moment));
    }
    return false;
  }

  private void reclaim(Key key, long moment) {
    IndexEntry entry = index.get(key);
    if (entry == null || !schedule.takeTurn(entry, moment)) {
      return;
    }
    try {
      IndexEntry found = tree.find(key);
      if (found == null) {
        return;
      }
      if (!found.isExpired(clock.now())) {
        schedule.add(key, found);
        return;
      }
      tree.remove(key, found, unsynced);
      reclaimed.incrementAndGet();
      if (!found.isFetched()) {
        unfetched.incrementAndGet();
      }
    } catch (EngineException e) {
      LOG.error("an expired item cannot be removed yet: {}", e.getMessage());
      schedule.addAt(key, entry, clock.now() + RETRY_SECONDS);
    }
  }

  /** Ends a running sweep early. */
  void stop() {
    stopped = true;
  }

  /** Returns the number of items removed so far. */
  long reclaimed() {
    return reclaimed.get();
  }

  /** Returns how many of them were never fetched, as far as is known: a crash loses fetches. */
  long unfetched() {
    return unfetched.get();
  }
}
