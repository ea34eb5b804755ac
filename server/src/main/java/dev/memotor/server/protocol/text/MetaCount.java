package dev.memotor.server.protocol.text;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.Item;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to ma. */
final class MetaCount extends MetaReply implements MetaReply.FlagWriter {

  private final boolean withValue;
  private final long now;

  MetaCount(MetaFlags flags, long now) {
    super(flags);
    this.withValue = flags.has('v');
    this.now = now;
  }

  @Override
  void write(ReplyBuffer out) {
    Result result = result();
    switch (result.status()) {
      case OK -> {
        if (isQuiet()) {
          return;
        }
        long number = result.number();
        if (withValue) {
          out.put("VA ").putDecimal(Decimal.length(number));
        } else {
          out.put("HD");
        }
        putFlags(out, wasBase64(), this);
        out.crlf();
        if (withValue) {
          out.putDecimal(number).crlf();
        }
      }
      case NOT_FOUND -> putCode(out, "NF");
      case EXISTS -> putCode(out, "EX");
      case NOT_STORED, TOO_LARGE -> putCode(out, "NS");
      case NON_NUMERIC -> out.put(Lines.NON_NUMERIC);
    }
  }

  @Override
  public void write(ReplyBuffer out, byte letter) {
    Item item = result().item();
    switch (letter) {
      case 'c' -> out.put(" c").putDecimal(item.cas());
      case 't' -> putRemaining(out.put(" t"), item.exptime(), now);
      default -> {}
    }
  }
}
