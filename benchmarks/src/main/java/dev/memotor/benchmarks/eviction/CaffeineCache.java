package dev.memotor.benchmarks.eviction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Caffeine with a maximum weight. Does its maintenance at once. */
final class CaffeineCache implements SimulatedCache {

  private final Cache<Integer, Integer> cache;

  CaffeineCache(long limit, boolean sized) {
    Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
    cache =
        sized
            ? builder.maximumWeight(limit).weigher((Integer key, Integer size) -> size).build()
            : builder.maximumSize(limit).build();
  }

  @Override
  public boolean access(int key, int size) {
    Integer held = cache.getIfPresent(key);
    if (held == null || held != size) {
      cache.put(key, size);
    }
    return held != null;
  }

  @Override
  public long bytes() {
    cache.cleanUp();
    return cache.asMap().values().stream().mapToLong(size -> size).sum();
  }
}
