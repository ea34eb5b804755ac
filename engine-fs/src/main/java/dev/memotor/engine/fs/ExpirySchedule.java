package dev.memotor.engine.fs;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.ExpiryWheel;

/**
 * Which keys to look at when. A key is in the wheel once that counts, at the earliest moment of
 * which it was known: an item that is touched is put off when its turn comes, so that a touch costs
 * nothing here. Called by whoever is in the key's lane, unless it says otherwise.
 */
final class ExpirySchedule {

  private final Index index;
  private final ExpiryWheel wheel;

  ExpirySchedule(Index index, long now) {
    this.index = index;
    this.wheel = new ExpiryWheel(now);
  }

  /** Files a key if its item expires, and before the moment at which it is filed already. */
  void add(Key key, IndexEntry entry) {
    long exptime = entry.exptime();
    boolean filed = entry.sweepAt() != 0 && entry.sweepAt() <= exptime;
    if (exptime != Exptime.NEVER && !filed) {
      addAt(key, entry, exptime);
    }
  }

  /** Files a key at a moment, in place of any other. */
  void addAt(Key key, IndexEntry entry, long moment) {
    entry.sweepAt(moment);
    wheel.file(key, moment);
  }

  /**
   * Whether it is the turn of this key, and not one that was filed for an item long gone. The key
   * then is filed no more.
   */
  boolean takeTurn(IndexEntry entry, long moment) {
    if (entry.sweepAt() != moment) {
      return false;
    }
    entry.sweepAt(0);
    return true;
  }

  /** Shows the keys whose turn may have come; for the sweeper's thread, in no lane. */
  void advance(long now, ExpiryWheel.Visitor visitor) {
    wheel.advance(now, (key, moment) -> moment > now || visitor.visit(key, moment));
    wheel.compact(this::counts);
  }

  private boolean counts(Key key, long moment) {
    // No lane is needed: a moment is noted in the entry before it is filed.
    IndexEntry entry = index.get(key);
    return entry != null && entry.sweepAt() == moment;
  }
}
