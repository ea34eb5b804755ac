package dev.memotor.benchmarks.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PoliciesTest {

  private static Trace trace(int... keys) {
    int[] sizes = new int[keys.length];
    Arrays.fill(sizes, 1);
    return new Trace("test", keys, sizes, Arrays.stream(keys).max().orElseThrow() + 1);
  }

  /** Returns an h for each hit and a dot for each miss. */
  private static String hits(SimulatedCache cache, int... keys) {
    StringBuilder hits = new StringBuilder();
    for (int key : keys) {
      hits.append(cache.access(key, 1) ? 'h' : '.');
    }
    return hits.toString();
  }

  @Test
  void lruEvictsTheLeastRecentlyUsed() {
    assertThat(hits(new Lru(4, 2), 0, 1, 0, 2, 0, 1)).isEqualTo("..h.h.");
  }

  @Test
  void lruCountsBytes() {
    Lru lru = new Lru(4, 10);
    lru.access(0, 4);
    lru.access(1, 4);
    lru.access(2, 4);
    assertThat(lru.bytes()).isEqualTo(8);
    assertThat(lru.access(0, 4)).isFalse();
    assertThat(lru.access(3, 11)).as("larger than the limit").isFalse();
    assertThat(lru.bytes()).isEqualTo(8);
  }

  @Test
  void theOptimumKeepsWhatIsUsedSoonest() {
    assertThat(new Optimum(trace(0, 1, 2, 0, 1, 2, 0, 1, 2), 2).hits()).isEqualTo(4);
    assertThat(new Optimum(trace(0, 1, 2, 3, 0), 1).hits()).isEqualTo(1);
  }

  @Test
  void theOptimumWithSizesPrefersSmallItems() {
    Trace sized = new Trace("test", new int[] {0, 1, 2, 0, 1, 2}, new int[] {8, 2, 2, 8, 2, 2}, 3);
    assertThat(new Optimum(sized, 8).hits()).isEqualTo(2);
  }

  @Test
  void s3FifoKeepsWhatWasUsedTwiceAndRemembersWhatItEvicted() {
    // 0 is used twice and survives the scan in the main queue; 1 was evicted, returns from the
    // ghosts to the main queue and survives the next scan.
    S3Fifo cache = new S3Fifo(10, 3);
    assertThat(hits(cache, 0, 0, 0, 1, 2, 3, 0)).isEqualTo(".hh...h");
    assertThat(hits(cache, 1, 4, 5, 6, 1)).isEqualTo("....h");
  }

  @Test
  void sieveEvictsTheFirstUnvisited() {
    assertThat(hits(new Sieve(5, 3), 0, 1, 2, 0, 3, 0, 1)).isEqualTo("...h.h.");
  }

  @Test
  void aLoopLargerThanTheCacheHitsWithFrequencies() {
    int[] loop = new int[20_000];
    Arrays.setAll(loop, i -> i % 100);
    assertThat(hits(new Lru(100, 50), loop)).doesNotContain("h");
    for (SimulatedCache cache :
        List.of(new TinyFifo(100, 50, 50, 0.01, 1), new MemotorEviction(100, 50, 50, 1))) {
      assertThat(hits(cache, loop).chars().filter(c -> c == 'h').count()).isGreaterThan(8_000);
    }
  }

  @Test
  void noPolicyExceedsItsLimit() {
    int keys = 200;
    int limit = 1000;
    Trace all = new Trace("test", new int[] {keys - 1, 0}, new int[] {2, 1}, keys);
    for (Contestant each : Contestant.ALL) {
      SimulatedCache cache = each.factory().create(all, limit, 20, 1);
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 2_000; i++) {
        cache.access(random.nextInt(1, keys), random.nextInt(1, 1200));
        assertThat(cache.bytes()).as(each.name()).isBetween(0L, (long) limit);
      }
    }
  }
}
