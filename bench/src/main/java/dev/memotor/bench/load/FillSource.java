package dev.memotor.bench.load;

import dev.memotor.bench.workload.Random64;
import dev.memotor.bench.workload.ValueSizes;

/** Sets every key of a part of the keyspace once, then perhaps the counters of that part. */
final class FillSource implements RequestSource {

  private final int to;
  private final boolean counters;
  private final ValueSizes sizes;
  private final Random64 random;
  private int nextItem;
  private int nextCounter;

  FillSource(int from, int to, boolean counters, ValueSizes sizes, Random64 random) {
    this.to = to;
    this.counters = counters;
    this.sizes = sizes;
    this.random = random;
    nextItem = from;
    nextCounter = from;
  }

  @Override
  public boolean next(Link link, long start) {
    if (nextItem < to) {
      link.set(nextItem++, sizes.next(random), start);
      return true;
    }
    if (counters && nextCounter < to) {
      link.setCounter(nextCounter++, start);
      return true;
    }
    return false;
  }
}
