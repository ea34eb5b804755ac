package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.PercentEncoding;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemLimit;
import dev.memotor.server.protocol.ItemListing;

/** The lines of {@code lru_crawler metadump}, which end in a line feed alone. */
final class MetadataDump implements ItemListing {

  @Override
  public void begin(ReplyBuffer out) {
    out.put(ReplyLines.OK);
  }

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    out.put("key=").put(PercentEncoding.of(key.bytes()));
    if (item.exptime() == Exptime.NEVER) {
      out.put(" exp=-1");
    } else {
      out.put(" exp=").putDecimal(item.exptime());
    }
    out.put(" la=").putDecimal(item.lastAccess());
    out.put(" cas=").putDecimal(item.cas());
    out.put(item.isFetched() ? " fetch=yes" : " fetch=no");
    out.put(" cls=1 size=")
        .putDecimal(ItemLimit.sizeOf(key.length(), item.flags(), item.value().length()));
    out.put(" flags=").putDecimal(Integer.toUnsignedLong(item.flags())).put(" \n");
    return true;
  }

  @Override
  public void end(ReplyBuffer out) {
    out.put(ReplyLines.END);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(ReplyLines.CRAWLER_BUSY);
  }
}
