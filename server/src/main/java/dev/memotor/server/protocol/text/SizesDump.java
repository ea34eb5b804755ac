package dev.memotor.server.protocol.text;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.ItemSizes;

/** The lines of {@code stats sizes}. */
final class SizesDump implements ItemListing {

  private final ItemSizes sizes = new ItemSizes();

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    sizes.add(key, item);
    return true;
  }

  @Override
  public void end(ReplyBuffer out) {
    sizes
        .counts()
        .forEach(
            (size, count) -> out.put("STAT ").putDecimal(size).put(" ").putDecimal(count).crlf());
    out.put(ReplyLines.END);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(ReplyLines.CRAWLER_BUSY);
  }
}
