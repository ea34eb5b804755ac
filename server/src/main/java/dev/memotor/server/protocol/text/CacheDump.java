package dev.memotor.server.protocol.text;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemListing;

/** The lines of {@code stats cachedump}; keys that a line cannot hold are left out. */
final class CacheDump implements ItemListing {

  /** memcached stops at two megabytes too. */
  private static final long MAX_BYTES = 2 * 1024 * 1024;

  /** The most items; 0 for no limit but the size. */
  private final long limit;

  private long count;
  private long bytes;

  CacheDump(long limit) {
    this.limit = limit;
  }

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    for (byte b : key.bytes()) {
      if (b <= ' ') {
        return true;
      }
    }
    out.put("ITEM ").put(key.bytes()).put(" [").putDecimal(item.value().length());
    out.put(" b; ").putDecimal(item.exptime()).put(" s]").crlf();
    count++;
    bytes += key.length() + 32L;
    return bytes < MAX_BYTES && (limit == 0 || count < limit);
  }

  @Override
  public void end(ReplyBuffer out) {
    out.put(ReplyLines.END);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(ReplyLines.END);
  }
}
