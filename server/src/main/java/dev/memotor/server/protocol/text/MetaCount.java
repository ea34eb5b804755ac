package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to ma. */
final class MetaCount extends MetaReply {

  MetaCount(MetaFlags flags) {
    super(flags);
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    switch (result.status()) {
      case OK -> {
        if (isQuiet()) {
          return;
        }
        boolean withValue = flags.has('v');
        long number = result.number();
        if (withValue) {
          out.put("VA ").putDecimal(Decimal.length(number));
        } else {
          out.put("HD");
        }
        putFlags(out, flags.has('b'), operation, result);
        out.crlf();
        if (withValue) {
          out.putDecimal(number).crlf();
        }
      }
      case NOT_FOUND -> putCode(out, "NF");
      case EXISTS -> putCode(out, "EX");
      case NOT_STORED, TOO_LARGE -> putCode(out, "NS");
      case NON_NUMERIC -> out.put(ReplyLines.NON_NUMERIC);
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
