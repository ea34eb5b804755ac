package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.ItemLimit;

/** The reply to me. */
final class MetaDebug extends Request {

  private final long now;
  private final int prefixLength;

  MetaDebug(long now, int prefixLength) {
    this.prefixLength = prefixLength;
    this.now = now;
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (!result.isOk()) {
      out.put(ReplyLines.EN);
      return;
    }
    Item item = result.item();
    MetaReply.putKeyText(out.put("ME "), operation.key(), prefixLength, item.hasBinaryKey());
    MetaReply.putRemaining(out.put(" exp="), item.exptime(), now);
    out.put(" la=").putDecimal(Math.max(0, now - item.lastAccess()));
    out.put(" cas=").putDecimal(item.cas());
    out.put(item.isFetched() ? " fetch=yes" : " fetch=no");
    out.put(" cls=1 size=")
        .putDecimal(ItemLimit.sizeOf(operation.key().length(), item.flags(), item.value().length()))
        .crlf();
  }

  @Override
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    ReplyLines.putFailure(failure, out);
  }
}
