package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Status;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to ma. */
final class MetaCount extends MetaReply {

  MetaCount(MetaFlags flags) {
    super(flags);
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (result.status() == Status.NON_NUMERIC) {
      out.put(ReplyLines.NON_NUMERIC);
    } else if (!result.isOk()) {
      putCode(out, code(result));
    } else if (!isQuiet()) {
      boolean withValue = flags.has('v');
      if (withValue) {
        out.put("VA ").putDecimal(Decimal.length(result.number()));
      } else {
        out.put("HD");
      }
      putFlags(out, flags.has('b'), operation, result);
      out.crlf();
      if (withValue) {
        out.putDecimal(result.number()).crlf();
      }
    }
  }

  @Override
  void putFlag(ReplyBuffer out, char letter, Operation operation, Result result) {
    Item item = result.item();
    switch (letter) {
      case 'c' -> out.put(" c").putDecimal(item.cas());
      case 't' -> putRemaining(out.put(" t"), item.exptime());
      default -> {}
    }
  }
}
