package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.KeyFormat;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Replies of the meta protocol. */
final class MetaReplies extends LineReplies {

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
  boolean reply(ByteBuffer in, int from, int to) {
    return switch (exchange().expected()) {
      case InFlight.GET -> singleGet(in, from, to);
      case InFlight.MEMBER, InFlight.END -> keyOfMany(in, from, to);
      case InFlight.SET ->
          doneIf(ReplyLine.is(in, from, to, DONE), OperationKind.SET)
              || failedIf(in, from, to, NOT_STORED);
      case InFlight.INCREMENT -> increment(in, from, to);
      default -> false;
    };
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

  private boolean increment(ByteBuffer in, int from, int to) {
    int size = valueSize(in, from, to - 2);
    if (size < 0) {
      return failedIf(in, from, to, NOT_FOUND);
    }
    numberBody(size);
    return true;
  }

  @Override
  void bodyRead(boolean right) {
    if (right && exchange().expected() == InFlight.INCREMENT) {
      exchange().done(OperationKind.INCR);
    } else {
      super.bodyRead(right);
    }
  }
}
