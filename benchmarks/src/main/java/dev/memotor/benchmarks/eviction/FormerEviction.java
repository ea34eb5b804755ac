package dev.memotor.benchmarks.eviction;

import java.util.Arrays;

/**
 * What engine memory did while items were objects of the heap: a window of a twentieth, admission
 * by use count and sketch, and a clock over all items that evicts the least used of sixteen.
 */
final class FormerEviction implements SimulatedCache {

  private static final int ITEMS_PER_NEWCOMER = 20;
  private static final int SAMPLE = 16;
  private static final int MAX_USES = 15;
  private static final int PERIOD = 16;
  private static final int NONE = -1;

  private final long limit;
  private final int[] sizes;
  private final byte[] uses;
  private final int[] newcomers;
  private final int[] order;
  private final FrequencySketch sketch;
  private long bytes;
  private int oldestNewcomer;
  private int hand;
  private int victim;
  private int victimUses;

  FormerEviction(int keys, long limit, long items, long seed) {
    this.limit = limit;
    sizes = new int[keys];
    uses = new byte[keys];
    newcomers = new int[(int) Math.max(1, items / ITEMS_PER_NEWCOMER)];
    Arrays.fill(newcomers, NONE);
    order = MemotorEviction.shuffled(keys, seed);
    sketch = new FrequencySketch(items, PERIOD, seed);
  }

  @Override
  public boolean access(int key, int size) {
    boolean hit = sizes[key] > 0;
    int graduate = NONE;
    if (hit) {
      uses[key] = (byte) Math.min(MAX_USES, uses[key] + 1);
    } else if (size > limit) {
      return false;
    } else {
      uses[key] = 1;
      graduate = newcomers[oldestNewcomer];
      newcomers[oldestNewcomer] = key;
      oldestNewcomer = (oldestNewcomer + 1) % newcomers.length;
    }
    bytes += size - sizes[key];
    sizes[key] = size;
    if (bytes > limit) {
      makeRoom(key, hit, graduate);
    }
    return hit;
  }

  private void makeRoom(int key, boolean hit, int graduate) {
    if (!hit) {
      sketch.increment(key);
    }
    if (graduate != NONE && graduate != key && sizes[graduate] > 0) {
      int frequency = uses[graduate] + sketch.estimate(graduate);
      findVictim(key, false);
      if (victim != NONE) {
        remove(frequency > victimUses + sketch.estimate(victim) ? victim : graduate);
      }
    }
    while (bytes > limit) {
      findVictim(key, true);
      remove(victim == NONE ? key : victim);
    }
  }

  private void remove(int key) {
    bytes -= sizes[key];
    sizes[key] = 0;
  }

  private void findVictim(int newest, boolean ages) {
    victim = NONE;
    victimUses = Integer.MAX_VALUE;
    int seen = 0;
    for (int i = 0; i < 2 * order.length && seen < SAMPLE && victimUses > 0; i++) {
      int key = order[hand];
      hand = (hand + 1) % order.length;
      if (sizes[key] > 0 && key != newest) {
        seen++;
        if (uses[key] < victimUses) {
          victim = key;
          victimUses = uses[key];
        }
        if (ages && uses[key] > 0) {
          uses[key]--;
        }
      }
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }
}
