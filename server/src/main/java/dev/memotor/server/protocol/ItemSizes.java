package dev.memotor.server.protocol;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reply to {@code stats sizes}: how many items there are of each size, in steps of 32 bytes.
 * Counted on demand by walking all items, so that requests do not pay for it.
 */
public abstract class ItemSizes implements ItemListing {

  private static final long STEP = 32;

  private final SortedMap<Long, Long> counts = new TreeMap<>();

  @Override
  public final boolean item(Key key, Item item, ReplyBuffer out) {
    long size = ItemLimit.sizeOf(key.length(), item.flags(), item.value().length());
    counts.merge((size + STEP - 1) / STEP * STEP, 1L, Long::sum);
    return true;
  }

  @Override
  public final void end(ReplyBuffer out) {
    counts.forEach((size, count) -> putCount(out, size, count));
    putEnd(out);
  }

  /** Writes how many items have at most this size, and more than the size before it. */
  protected abstract void putCount(ReplyBuffer out, long size, long count);

  protected abstract void putEnd(ReplyBuffer out);
}
