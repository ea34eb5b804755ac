package dev.memotor.engine.fs;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ExpiryWheel;

/**
 * Schedules keys for the sweeper. Each key has one current entry in the wheel, at the earliest
 * moment for which it was filed: an item that was touched is refiled when that moment comes, so
 * that a touch costs nothing here. Call methods in the key's lane unless documented otherwise.
 */
final class ExpirySchedule {

  private final Index index;
  private final ExpiryWheel wheel;

  ExpirySchedule(Index index, long now) {
    this.index = index;
    this.wheel = new ExpiryWheel(now);
  }

  /** Files a key if its item expires, and earlier than it is filed already. */
  void add(Key key, IndexEntry entry) {
    long exptime = entry.exptime();
    boolean filed = entry.sweepAt() != 0 && entry.sweepAt() <= exptime;
    if (exptime != Exptime.NEVER && !filed) {
      addAt(key, entry, exptime);
    }
  }

  /** Files a key at a moment, replacing its current entry. */
  void addAt(Key key, IndexEntry entry, long moment) {
    entry.sweepAt(moment);
    wheel.file(key, moment);
  }

  /** Takes a key's entry out of the schedule; returns false if the entry is outdated. */
  boolean takeTurn(IndexEntry entry, long moment) {
    if (entry.sweepAt() != moment) {
      return false;
    }
    entry.sweepAt(0);
    return true;
  }

  /** Visits the keys that may be due; on the sweeper's thread, outside any lane. */
  void advance(long now, ExpiryWheel.Visitor visitor) {
    wheel.advance(now, (key, moment) -> moment > now || visitor.visit(key, moment));
    wheel.compact(this::isCurrent);
  }

  private boolean isCurrent(Key key, long moment) {
    // No lane is needed: the moment is set in the entry before it is filed.
    IndexEntry entry = index.get(key);
    return entry != null && entry.sweepAt() == moment;
  }
}
