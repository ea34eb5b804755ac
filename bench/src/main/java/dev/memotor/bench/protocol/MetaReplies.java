package dev.memotor.bench;

import java.nio.ByteBuffer;

/** Replies of the meta protocol. */
final class MetaReplies extends ReplyParser {

  private static final byte[] VALUE = RequestTemplate.ascii("VA ");
  private static final byte[] DONE = RequestTemplate.ascii("HD\r\n");
  private static final byte[] MISS = RequestTemplate.ascii("EN\r\n");
  private static final byte[] NOOP = RequestTemplate.ascii("MN\r\n");
  private static final byte[] NOT_STORED = RequestTemplate.ascii("NS\r\n");
  private static final byte[] NOT_FOUND = RequestTemplate.ascii("NF\r\n");

  private final KeyFormat keys;

  MetaReplies(Exchange exchange, Values values, boolean checkValues, KeyFormat keys) {
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
    boolean understood = ReplyLine.endsWell(in, from, to);
    if (understood) {
      switch (exchange().expected()) {
        case InFlight.GET -> understood = singleGet(in, from, to);
        case InFlight.MEMBER, InFlight.END -> understood = keyOfMany(in, from, to);
        case InFlight.SET -> understood = set(in, from, to);
        case InFlight.INCREMENT -> understood = increment(in, from, to);
        default -> understood = false;
      }
    }
    if (understood) {
      return;
    }
    if (ReplyLine.isRefusal(in, from, to)) {
      refused(in, from, to);
    } else {
      wrong(in, from, to);
    }
  }

  private boolean singleGet(ByteBuffer in, int from, int to) {
    if (ReplyLine.is(in, from, to, MISS)) {
      exchange().miss();
      return true;
    }
    int size = valueSize(in, from, to - 2);
    if (size < 0) {
      return false;
    }
    body(size);
    return true;
  }

  private boolean keyOfMany(ByteBuffer in, int from, int to) {
    if (ReplyLine.is(in, from, to, NOOP)) {
      return exchange().endOfGet();
    }
    if (!ReplyLine.startsWith(in, from, to, VALUE)) {
      return false;
    }
    int sizeTo = ReplyLine.wordEnd(in, from + VALUE.length, to);
    int size = valueSize(in, from, sizeTo);
    if (size < 0 || sizeTo + 2 > to || in.get(sizeTo + 1) != 'k') {
      return false;
    }
    int key = keys.parse(in, sizeTo + 2, to - 2);
    if (key < 0 || !exchange().missUntilKey(key)) {
      return false;
    }
    body(size);
    return true;
  }

  /** The size, if the line up to {@code to} is {@code VA <size>}, or -1. */
  private static int valueSize(ByteBuffer in, int from, int to) {
    return ReplyLine.startsWith(in, from, to, VALUE)
        ? ReplyLine.number(in, from + VALUE.length, to)
        : -1;
  }

  private boolean set(ByteBuffer in, int from, int to) {
    if (ReplyLine.is(in, from, to, DONE)) {
      exchange().done(OperationKind.SET);
      return true;
    }
    return failedIf(in, from, to, NOT_STORED);
  }

  private boolean increment(ByteBuffer in, int from, int to) {
    int size = valueSize(in, from, to - 2);
    if (size < 0) {
      return failedIf(in, from, to, NOT_FOUND);
    }
    numberBody(size);
    return true;
  }

  private boolean failedIf(ByteBuffer in, int from, int to, byte[] reply) {
    if (!ReplyLine.is(in, from, to, reply)) {
      return false;
    }
    exchange().fail(ErrorKind.WRONG, quote(in, from, to));
    return true;
  }

  @Override
  void bodyRead(boolean right) {
    if (!right) {
      wrongValue();
    } else if (exchange().expected() == InFlight.INCREMENT) {
      exchange().done(OperationKind.INCR);
    } else {
      exchange().hit();
    }
  }
}
