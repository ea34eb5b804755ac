package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to mg. */
final class MetaGet extends MetaReply {

  /** The expiry as the flags see it from left to right: a t after T shows the new one. */
  private long exptimeSeen;

  MetaGet(MetaFlags flags) {
    super(flags);
  }

  @Override
  protected boolean sendsValue() {
    return flags.has('v');
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (!result.isOk()) {
      if (!isQuiet()) {
        putCode(out, "EN");
      }
      return;
    }
    Item item = result.item();
    boolean value = flags.has('v') && !(flags.has('C') && item.cas() == flags.casExpected());
    if (value) {
      out.put("VA ").putDecimal(item.value().length());
    } else {
      out.put("HD");
    }
    exptimeSeen = result.isCreated() ? Exptime.NEVER : item.exptime();
    putFlags(out, item.hasBinaryKey(), operation, result);
    if (item.isWon()) {
      out.put(" Z");
    }
    if (item.isStale()) {
      out.put(" X");
    }
    if (result.isWon()) {
      out.put(" W");
    }
    out.crlf();
    if (value) {
      out.putValue(item.value()).crlf();
    }
  }

  @Override
  void putFlag(ReplyBuffer out, char letter, Operation operation, Result result) {
    Item item = result.item();
    switch (letter) {
      case 'c' -> out.put(" c").putDecimal(item.cas());
      case 'f' -> putClientFlags(out.put(" f"), item);
      case 'h' -> out.put(item.isFetched() ? " h1" : " h0");
      case 'l' -> out.put(" l").putDecimal(Math.max(0, flags.now() - item.lastAccess()));
      case 's' -> out.put(" s").putDecimal(item.value().length());
      case 't' -> putRemaining(out.put(" t"), exptimeSeen);
      case 'T' -> exptimeSeen = flags.exptime();
      case 'N' -> {
        if (result.isCreated()) {
          exptimeSeen = flags.vivifyExptime();
        }
      }
      default -> {}
    }
  }
}
