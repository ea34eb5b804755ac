package dev.memotor.server.protocol.text;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemListing;

/** The lines of {@code lru_crawler mgdump}: commands that fetch the items. */
final class KeyDump implements ItemListing {

  @Override
  public void begin(ReplyBuffer out) {
    out.put(ReplyLines.OK);
  }

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    MetaReply.putKey(out.put("mg "), key, 0, item.hasBinaryKey() || !isPrintable(key.bytes()));
    out.crlf();
    return true;
  }

  private static boolean isPrintable(byte[] key) {
    for (byte b : key) {
      if (b == ' ' || b == '\r' || b == '\n') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void end(ReplyBuffer out) {
    out.put(ReplyLines.EN);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(ReplyLines.CRAWLER_BUSY);
  }
}
