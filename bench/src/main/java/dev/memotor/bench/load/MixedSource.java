package dev.memotor.bench.load;

import dev.memotor.bench.workload.KeyDistribution;
import dev.memotor.bench.workload.Mix;
import dev.memotor.bench.workload.Random64;
import dev.memotor.bench.workload.ValueSizes;

/** The load itself: operations and keys drawn at random, each on its own. */
final class MixedSource implements RequestSource {

  private final Mix mix;
  private final KeyDistribution keys;
  private final ValueSizes sizes;
  private final Random64 random;
  private final int[] keysOfOneGet;
  private final long countFrom;
  private long left;

  /**
   * @param multiget keys of one get
   * @param requests how many there may be from {@code countFrom} on
   */
  MixedSource(
      Mix mix,
      KeyDistribution keys,
      ValueSizes sizes,
      int multiget,
      long requests,
      long countFrom,
      Random64 random) {
    this.mix = mix;
    this.keys = keys;
    this.sizes = sizes;
    this.random = random;
    this.countFrom = countFrom;
    keysOfOneGet = new int[multiget];
    left = requests;
  }

  @Override
  public boolean next(Link link, long start) {
    if (start >= countFrom) {
      if (left <= 0) {
        return false;
      }
      left--;
    }
    int drawn = random.below(mix.sum());
    if (drawn < mix.gets()) {
      get(link, start);
    } else if (drawn < mix.gets() + mix.sets()) {
      link.set(keys.next(random), sizes.next(random), start);
    } else {
      link.increment(keys.next(random), start);
    }
    return true;
  }

  private void get(Link link, long start) {
    if (keysOfOneGet.length == 1) {
      link.get(keys.next(random), start);
      return;
    }
    for (int i = 0; i < keysOfOneGet.length; i++) {
      keysOfOneGet[i] = keys.next(random);
    }
    link.multiGet(keysOfOneGet, keysOfOneGet.length, start);
  }
}
