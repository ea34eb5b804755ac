package dev.memotor.server.protocol;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many items there are of which size, in steps of 32 bytes: {@code stats sizes}. Counted by
 * scanning all items on request, so that it costs nothing otherwise.
 */
public final class ItemSizes {

  private static final long STEP = 32;

  private final SortedMap<Long, Long> counts = new TreeMap<>();

  /** Counts an item. */
  public void add(Key key, Item item) {
    long size = ItemLimit.sizeOf(key.length(), item.flags(), item.value().length);
    counts.merge((size + STEP - 1) / STEP * STEP, 1L, Long::sum);
  }

  /** The numbers of items by the size that they have at most. */
  public SortedMap<Long, Long> counts() {
    return counts;
  }
}
