package dev.memotor.bench.tally;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the workers' tallies together, interval by interval. */
public final class Tallies implements Recorder.Drain {

  private final Map<Integer, Tally> byInterval = new TreeMap<>();
  private final Tally outside = new Tally();

  @Override
  public synchronized void take(int interval, Tally tally) {
    if (interval == Timeline.OUTSIDE) {
      outside.add(tally);
    } else {
      byInterval.computeIfAbsent(interval, number -> new Tally()).add(tally);
    }
  }

  public synchronized Tally total() {
    Tally total = new Tally();
    byInterval.values().forEach(total::add);
    return total;
  }

  public synchronized long errorsOutside() {
    return outside.errors();
  }

  synchronized long itemsOutside() {
    return outside.items();
  }

  /**
   * Returns the newest finished interval; one worker may not have reported yet. Null if there is
   * none.
   */
  public synchronized @Nullable Tally newest() {
    @Nullable Tally newest = null;
    for (Tally tally : byInterval.values()) {
      newest = tally;
    }
    return newest;
  }

  /** The intervals that lie wholly within the measured seconds. */
  public synchronized List<Interval> series(double intervalSeconds, double seconds) {
    List<Interval> points = new ArrayList<>();
    for (Map.Entry<Integer, Tally> entry : byInterval.entrySet()) {
      double from = entry.getKey() * intervalSeconds;
      if (from + intervalSeconds <= seconds * 1.001) {
        Tally tally = entry.getValue();
        var latency = tally.latency();
        points.add(
            new Interval(
                from,
                tally.items() / intervalSeconds,
                latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(99),
                latency.getMaxValue()));
      }
    }
    return points;
  }
}
