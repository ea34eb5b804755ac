package dev.memotor.bench;

import java.nio.ByteBuffer;

/** Replies of the classic text protocol. */
final class TextReplies extends ReplyParser {

  private static final byte[] VALUE = RequestTemplate.ascii("VALUE ");
  private static final byte[] END = RequestTemplate.ascii("END\r\n");
  private static final byte[] STORED = RequestTemplate.ascii("STORED\r\n");
  private static final byte[] NOT_STORED = RequestTemplate.ascii("NOT_STORED\r\n");
  private static final byte[] NOT_FOUND = RequestTemplate.ascii("NOT_FOUND\r\n");

  private final KeyFormat keys;

  TextReplies(Exchange exchange, Values values, boolean checkValues, KeyFormat keys) {
    super(exchange, values, checkValues);
    this.keys = keys;
  }

  @Override
  int endOfHead(ByteBuffer in, int from, int to) {
    return ReplyLine.end(in, from, to);
  }

  @Override
  int trailerLength() {
    return 2;
  }

  @Override
  void head(ByteBuffer in, int from, int to) {
    if (!ReplyLine.endsWell(in, from, to)) {
      wrong(in, from, to);
      return;
    }
    Exchange exchange = exchange();
    boolean understood;
    switch (exchange.expected()) {
      case InFlight.MEMBER, InFlight.END -> understood = getReply(in, from, to);
      case InFlight.SET -> {
        understood = ReplyLine.is(in, from, to, STORED);
        if (understood) {
          exchange.done(OperationKind.SET);
        }
      }
      case InFlight.INCREMENT -> {
        understood = ReplyLine.isDigits(in, from, to - 2);
        if (understood) {
          exchange.done(OperationKind.INCR);
        }
      }
      default -> understood = false;
    }
    if (!understood && !exchange.isBroken()) {
      otherReply(in, from, to);
    }
  }

  private boolean getReply(ByteBuffer in, int from, int to) {
    if (ReplyLine.is(in, from, to, END)) {
      return exchange().endOfGet();
    }
    if (!ReplyLine.startsWith(in, from, to, VALUE)) {
      return false;
    }
    int keyFrom = from + VALUE.length;
    int keyTo = ReplyLine.wordEnd(in, keyFrom, to);
    int flagsTo = ReplyLine.wordEnd(in, keyTo + 1, to);
    int sizeTo = ReplyLine.wordEnd(in, flagsTo + 1, to);
    int key = keys.parse(in, keyFrom, keyTo);
    int size = ReplyLine.number(in, flagsTo + 1, sizeTo);
    boolean noFlags = flagsTo == keyTo + 2 && in.get(keyTo + 1) == '0';
    if (key < 0 || size < 0 || !noFlags || sizeTo != to - 2 || !exchange().missUntilKey(key)) {
      wrong(in, from, to);
      return true;
    }
    body(size);
    return true;
  }

  private void otherReply(ByteBuffer in, int from, int to) {
    if (ReplyLine.isRefusal(in, from, to)) {
      refused(in, from, to);
    } else if (exchange().expected() == InFlight.SET && ReplyLine.is(in, from, to, NOT_STORED)
        || exchange().expected() == InFlight.INCREMENT && ReplyLine.is(in, from, to, NOT_FOUND)) {
      exchange().fail(ErrorKind.WRONG, quote(in, from, to));
    } else {
      wrong(in, from, to);
    }
  }

  @Override
  void bodyRead(boolean right) {
    if (right) {
      exchange().hit();
    } else {
      wrongValue();
    }
  }
}
