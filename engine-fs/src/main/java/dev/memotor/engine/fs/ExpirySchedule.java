package dev.memotor.engine.fs;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which keys to look at when, by second. A key stands here once, at the earliest moment of which it
 * was known: an item that was touched since is put off when its turn comes, so that a touch costs
 * nothing here.
 */
final class ExpirySchedule {

  private final TreeMap<Long, List<Key>> bySecond = new TreeMap<>();

  /** Adds a key if its item expires, and before the moment at which it stands here already. */
  void add(Key key, Entry entry) {
    long exptime = entry.exptime();
    if (exptime != Exptime.NEVER && entry.sweepSooner(exptime)) {
      addAt(key, exptime);
    }
  }

  /** Adds a key at a moment. */
  synchronized void addAt(Key key, long moment) {
    bySecond.computeIfAbsent(moment, second -> new ArrayList<>(2)).add(key);
  }

  /** Takes all keys of the earliest second, if it is not later than {@code now}; or none. */
  synchronized List<Key> takeDue(long now) {
    Map.Entry<Long, List<Key>> earliest = bySecond.firstEntry();
    if (earliest == null || earliest.getKey() > now) {
      return List.of();
    }
    bySecond.remove(earliest.getKey());
    return earliest.getValue();
  }

  synchronized void clear() {
    bySecond.clear();
  }
}
