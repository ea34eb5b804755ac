package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemLimit;
import dev.memotor.server.protocol.ItemListing;

/** The lines of {@code lru_crawler metadump}, which end in a line feed alone. */
final class MetadataDump implements ItemListing {

  private static final byte[] BUSY = Lines.line("BUSY currently processing crawler request");
  private static final String HEX = "0123456789ABCDEF";

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    putEncoded(key.bytes(), out.put("key="));
    if (item.exptime() == Exptime.NEVER) {
      out.put(" exp=-1");
    } else {
      out.put(" exp=").putDecimal(item.exptime());
    }
    out.put(" la=").putDecimal(item.lastAccess());
    out.put(" cas=").putDecimal(item.cas());
    out.put(item.isFetched() ? " fetch=yes" : " fetch=no");
    out.put(" cls=1 size=")
        .putDecimal(ItemLimit.sizeOf(key.length(), item.flags(), item.value().length));
    out.put(" flags=").putDecimal(Integer.toUnsignedLong(item.flags())).put(" \n");
    return true;
  }

  private static void putEncoded(byte[] key, ReplyBuffer out) {
    for (byte b : key) {
      boolean plain =
          (b >= '0' && b <= '9')
              || (b >= 'A' && b <= 'Z')
              || (b >= 'a' && b <= 'z')
              || b == '-'
              || b == '.'
              || b == '_'
              || b == '~';
      if (plain) {
        out.put((char) b);
      } else {
        out.put('%').put(HEX.charAt((b >> 4) & 0xf)).put(HEX.charAt(b & 0xf));
      }
    }
  }

  @Override
  public void end(ReplyBuffer out) {
    out.put(Lines.END);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(BUSY);
  }
}
