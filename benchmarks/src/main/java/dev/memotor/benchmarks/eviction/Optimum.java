package dev.memotor.benchmarks.eviction;

import java.util.Arrays;
import java.util.TreeSet;

/*
 * L. A. Belady: "A study of replacement algorithms for a virtual-storage computer", IBM Systems
 * Journal 5(2), 1966.
 */

/** Counts the hits of a cache that knows the future and need not store what it reads. */
final class Optimum {

  private static final int NEVER = Integer.MAX_VALUE;

  private final Trace trace;
  private final long limit;

  /** The index of the next access to the key of each access. */
  private final int[] nextUse;

  Optimum(Trace trace, long limit) {
    this.trace = trace;
    this.limit = limit;
    nextUse = new int[trace.length()];
    int[] seen = new int[trace.distinct()];
    Arrays.fill(seen, NEVER);
    for (int i = trace.length() - 1; i >= 0; i--) {
      int key = trace.keys()[i];
      nextUse[i] = seen[key];
      seen[key] = i;
    }
  }

  /**
   * Returns the number of hits: exact where items are counted. With sizes the optimum is NP-hard;
   * this then evicts the item with the largest product of size and time to its next use.
   */
  long hits() {
    return trace.isSized() ? approximateHits() : exactHits();
  }

  private long exactHits() {
    TreeSet<Long> held = new TreeSet<>();
    long hits = 0;
    for (int i = 0; i < trace.length(); i++) {
      int key = trace.keys()[i];
      if (held.remove((long) i << Integer.SIZE | key)) {
        hits++;
      }
      held.add((long) nextUse[i] << Integer.SIZE | key);
      if (held.size() > limit) {
        held.pollLast();
      }
    }
    return hits;
  }

  private long approximateHits() {
    KeyQueue held = new KeyQueue(trace.distinct());
    int[] uses = new int[trace.distinct()];
    long hits = 0;
    for (int i = 0; i < trace.length(); i++) {
      int key = trace.keys()[i];
      if (held.contains(key)) {
        hits++;
        held.remove(key);
      }
      uses[key] = nextUse[i];
      if (nextUse[i] != NEVER) {
        held.add(key, trace.sizes()[i]);
      }
      while (held.bytes() > limit) {
        held.remove(costliest(held, uses, i));
      }
    }
    return hits;
  }

  private static int costliest(KeyQueue held, int[] uses, int now) {
    int costliest = held.oldest();
    long most = -1;
    for (int key = held.oldest(); key != KeyQueue.NONE; key = held.newer(key)) {
      long cost = (long) held.size(key) * (uses[key] - now);
      if (cost > most) {
        most = cost;
        costliest = key;
      }
    }
    return costliest;
  }
}
