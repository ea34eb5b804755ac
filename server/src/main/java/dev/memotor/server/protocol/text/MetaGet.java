package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to mg. */
final class MetaGet extends MetaReply implements MetaReply.FlagWriter {

  private final boolean withValue;
  private final boolean unlessCas;
  private final long casKnown;
  private final long now;

  /** Remaining time as the flags see it from left to right: t behind T shows the new one. */
  private long exptimeSeen;

  private long vivifyExptime;

  MetaGet(MetaFlags flags, long now) {
    super(flags);
    this.withValue = flags.has('v');
    this.unlessCas = flags.has('C');
    this.casKnown = flags.casExpected();
    this.vivifyExptime = flags.vivifyExptime();
    this.now = now;
  }

  @Override
  void write(ReplyBuffer out) {
    Result result = result();
    if (!result.isOk()) {
      if (!isQuiet()) {
        putCode(out, "EN");
      }
      return;
    }
    Item item = result.item();
    boolean value = withValue && !(unlessCas && item.cas() == casKnown);
    if (value) {
      out.put("VA ").putDecimal(item.value().length);
    } else {
      out.put("HD");
    }
    exptimeSeen = result.isCreated() ? Exptime.NEVER : item.exptime();
    putFlags(out, item.hasBinaryKey(), this);
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
  public void write(ReplyBuffer out, byte letter) {
    Item item = result().item();
    switch (letter) {
      case 'c' -> out.put(" c").putDecimal(item.cas());
      case 'f' -> putClientFlags(out.put(" f"), item);
      case 'h' -> out.put(item.isFetched() ? " h1" : " h0");
      case 'l' -> out.put(" l").putDecimal(Math.max(0, now - item.lastAccess()));
      case 's' -> out.put(" s").putDecimal(item.value().length);
      case 't' -> putRemaining(out.put(" t"), exptimeSeen, now);
      case 'T' -> exptimeSeen = ((Get) operation()).options().exptime();
      case 'N' -> {
        if (result().isCreated()) {
          exptimeSeen = vivifyExptime;
        }
      }
      default -> {}
    }
  }
}
