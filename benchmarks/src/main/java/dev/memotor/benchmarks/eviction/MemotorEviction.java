package dev.memotor.benchmarks.eviction;

import java.util.SplittableRandom;

/**
 * What engine memory does, with the same constants. Differences: no key is ever removed by a
 * client, use counts are halved key by key instead of bucket by bucket, and {@link GhostSets}.
 */
final class MemotorEviction implements SimulatedCache {

  private static final double LEAST_WINDOW = 0.01;
  private static final double LARGEST_WINDOW = 0.8;
  private static final double STEP = 0.1;
  private static final double PROTECTED = 0.8;
  private static final double SLACK = 0.125;
  private static final int HALVING = 8;
  private static final double EPOCH = 0.15;
  private static final int MAX_SPARED = 64;
  private static final int MAX_RECENT = 15;

  private final long limit;
  private final KeyQueue window;
  private final KeyQueue probation;
  private final KeyQueue established;
  private final byte[] recent;
  private final byte[] before;
  private final GhostSets ghosts;

  /** The order in which use counts are halved. */
  private final int[] order;

  private double share = LEAST_WINDOW;
  private boolean full;
  private int evictedInEpoch;
  private int spared;
  private long keyCredit;
  private long setCredit;
  private int aged;
  private int newest;

  MemotorEviction(int keys, long limit, long items, long seed) {
    this.limit = limit;
    window = new KeyQueue(keys);
    probation = new KeyQueue(keys);
    established = new KeyQueue(keys);
    recent = new byte[keys];
    before = new byte[keys];
    ghosts = new GhostSets(items, seed);
    order = shuffled(keys, seed);
  }

  static int[] shuffled(int keys, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[keys];
    for (int i = 0; i < keys; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  @Override
  public boolean access(int key, int size) {
    KeyQueue holder =
        window.contains(key) ? window : probation.contains(key) ? probation : established;
    boolean hit = holder.contains(key);
    newest = key;
    if (hit) {
      holder.resize(key, size);
      recent[key] = (byte) Math.min(MAX_RECENT, recent[key] + 1);
    } else if (size <= limit) {
      insert(key, size);
    }
    while (bytes() > limit) {
      evict();
    }
    return hit && size <= limit;
  }

  private void insert(int key, int size) {
    while (window.count() > windowLimit() * (full ? 1 + SLACK : 1)) {
      window.move(window.oldest(), probation);
    }
    window.add(key, size);
    recent[key] = 0;
    before[key] = 1;
    if (full) {
      count(1);
      recall(key);
    }
  }

  private void recall(int key) {
    int known = ghosts.recall(key);
    if (known == GhostSets.UNKNOWN) {
      return;
    }
    double step = STEP / Math.max(1, held());
    if ((known & GhostSets.MAIN) != 0) {
      share = Math.max(LEAST_WINDOW, share - step);
    } else if ((known & GhostSets.YOUNG) != 0) {
      share = Math.min(LARGEST_WINDOW, share + step);
    }
    before[key] = (byte) Math.min(GhostSets.USES, (known & GhostSets.USES) + 1);
  }

  private void evict() {
    full = true;
    spared = 0;
    if (held() == 1) {
      // It has grown beyond the limit.
      remove(window.isEmpty() ? probation.isEmpty() ? established : probation : window);
      return;
    }
    boolean contested = window.count() > windowLimit();
    int candidate = contested ? window.oldest() : KeyQueue.NONE;
    if (contested) {
      fold(candidate);
    }
    if (probation.isEmpty() && established.isEmpty()) {
      remove(window);
      return;
    }
    int victim = victim();
    if (victim == KeyQueue.NONE) {
      remove(window);
    } else if (!contested) {
      remove(probation);
    } else if (candidate == newest || before[candidate] > totalUses(victim)) {
      remove(probation);
      window.move(candidate, probation);
    } else {
      remove(window);
    }
  }

  private void remove(KeyQueue queue) {
    int key = queue.oldest();
    fold(key);
    queue.remove(key);
    ghosts.remember(key, before[key], queue == window);
    if (++evictedInEpoch >= EPOCH * held()) {
      evictedInEpoch = 0;
      ghosts.beginEpoch();
    }
  }

  /**
   * Returns the oldest on probation not used lately, but not the newest; or {@link KeyQueue#NONE}.
   */
  private int victim() {
    int newestInMain = probation.contains(newest) || established.contains(newest) ? 1 : 0;
    while (probation.count() + established.count() > newestInMain) {
      if (probation.isEmpty()) {
        demote();
      }
      int key = probation.oldest();
      if (!isSpared(key)) {
        return key;
      }
      fold(key);
      probation.move(key, established);
      while (established.count() > PROTECTED * (established.count() + probation.count())
          && established.count() > 1) {
        demote();
      }
    }
    return KeyQueue.NONE;
  }

  private void demote() {
    int key = established.oldest();
    while (isSpared(key) && established.count() > 1) {
      fold(key);
      established.move(key, established);
      key = established.oldest();
    }
    established.move(key, probation);
  }

  private boolean isSpared(int key) {
    return key == newest || recent[key] > 0 && ++spared <= MAX_SPARED;
  }

  private int totalUses(int key) {
    return Math.min(GhostSets.USES, recent[key] + before[key]);
  }

  private void fold(int key) {
    int uses = recent[key];
    before[key] = (byte) totalUses(key);
    recent[key] = 0;
    count(uses);
  }

  private void count(int uses) {
    long round = Math.max(1, HALVING * held());
    keyCredit += (long) uses * order.length;
    setCredit += (long) uses * ghosts.sets();
    for (; keyCredit >= round; keyCredit -= round) {
      aged = (aged + 1) % order.length;
      int key = order[aged];
      before[key] >>= 1;
      recent[key] = (byte) (recent[key] + 1 >> 1);
    }
    for (; setCredit >= round; setCredit -= round) {
      ghosts.ageNext();
    }
  }

  private double windowLimit() {
    return Math.max(1, share * held());
  }

  private long held() {
    return window.count() + probation.count() + established.count();
  }

  @Override
  public long bytes() {
    return window.bytes() + probation.bytes() + established.bytes();
  }
}
