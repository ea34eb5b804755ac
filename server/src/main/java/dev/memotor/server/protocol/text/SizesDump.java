package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemSizes;

/** The lines of {@code stats sizes}. */
final class SizesDump extends ItemSizes {

  @Override
  protected void putCount(ReplyBuffer out, long size, long count) {
    out.put("STAT ").putDecimal(size).put(" ").putDecimal(count).crlf();
  }

  @Override
  protected void putEnd(ReplyBuffer out) {
    out.put(ReplyLines.END);
  }

  @Override
  public void busy(ReplyBuffer out) {
    out.put(ReplyLines.CRAWLER_BUSY);
  }
}
