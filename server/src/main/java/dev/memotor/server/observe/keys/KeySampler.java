package dev.memotor.server.observe.keys;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Key;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples the keys of an event loop, at most about a thousand a second. Between samples, it costs
 * one subtraction per batch.
 */
public final class KeySampler {

  private static final int CELLS = 256;
  private static final int SAMPLES_PER_SECOND = 1000;
  private static final int MAX_INTERVAL = 1 << 14;

  /** The half-life of a count. */
  private static final double HALVING_SECONDS = 10;

  /** Operations from the start of the next batch to the next sample. Used by the loop only. */
  private long next;

  private final KeyTally tally = new KeyTally(CELLS);
  private int interval = 1;
  private int taken;
  private double total;
  private double seconds;
  private double sinceHalving;
  private long random;

  public KeySampler(long seed) {
    random = seed | 1;
  }

  /** Samples a batch. Called on the loop's thread. */
  public void pass(Batch batch) {
    int size = batch.size();
    while (next < size) {
      take(batch.operation((int) next).key());
    }
    next -= size;
  }

  private synchronized void take(Key key) {
    tally.add(key, interval);
    total += interval;
    taken++;
    if (taken > SAMPLES_PER_SECOND && interval < MAX_INTERVAL) {
      interval *= 2;
      taken = 0;
    }
    // At random intervals: every n-th operation of a periodic client may be of the same key.
    next += interval == 1 ? 1 : 1 + Math.floorMod(random(), 2 * interval - 1);
  }

  private int random() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) (random >>> 32);
  }

  /** Adapts the interval and halves old counts. Called about once a second. */
  public synchronized void tick(double elapsed) {
    if (taken < SAMPLES_PER_SECOND / 4 && interval > 1) {
      interval /= 2;
    }
    taken = 0;
    seconds += elapsed;
    sinceHalving += elapsed;
    if (sinceHalving >= HALVING_SECONDS) {
      sinceHalving = 0;
      tally.halve();
      total /= 2;
      seconds /= 2;
    }
  }

  public synchronized void reset() {
    tally.clear();
    total = 0;
    seconds = 0;
    sinceHalving = 0;
  }

  /** Returns the most frequent keys of all loops, most frequent first. */
  public static List<HotKey> hottest(Collection<KeySampler> samplers, int count) {
    Map<Key, Double> rates = new HashMap<>();
    double all = 0;
    for (KeySampler sampler : samplers) {
      all += sampler.addTo(rates);
    }
    double total = all;
    return rates.entrySet().stream()
        .map(
            entry ->
                new HotKey(
                    entry.getKey(),
                    entry.getValue(),
                    total == 0 ? 0 : Math.min(1, entry.getValue() / total)))
        .sorted(Comparator.comparingDouble(HotKey::rate).reversed().thenComparing(HotKey::key))
        .limit(count)
        .toList();
  }

  /** Adds the rates of this loop's keys; returns the rate of all its operations. */
  private synchronized double addTo(Map<Key, Double> rates) {
    double time = Math.max(1, seconds);
    tally.visit((key, count) -> rates.merge(key, count / time, Double::sum));
    return total / time;
  }
}
