package dev.memotor.bench;

import java.nio.ByteBuffer;

/** Replies of Redis' own protocol (version 2). */
final class RespReplies extends ReplyParser {

  private static final byte[] OK = RequestTemplate.ascii("+OK\r\n");
  private static final byte[] NIL = RequestTemplate.ascii("$-1\r\n");

  /** Whether the length of the array with the values of several keys has been read. */
  private boolean inArray;

  RespReplies(Exchange exchange, Values values, boolean checkValues) {
    super(exchange, values, checkValues);
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
        case InFlight.GET -> understood = bulk(in, from, to);
        case InFlight.MEMBER -> understood = inArray ? bulk(in, from, to) : array(in, from, to);
        case InFlight.SET -> {
          understood = ReplyLine.is(in, from, to, OK);
          if (understood) {
            exchange().done(OperationKind.SET);
          }
        }
        case InFlight.INCREMENT -> {
          understood = in.get(from) == ':' && ReplyLine.isDigits(in, from + 1, to - 2);
          if (understood) {
            exchange().done(OperationKind.INCR);
          }
        }
        default -> understood = false;
      }
    }
    if (understood) {
      return;
    }
    if (in.get(from) == '-') {
      refused(in, from, to);
    } else {
      wrong(in, from, to);
    }
  }

  private boolean array(ByteBuffer in, int from, int to) {
    inArray = in.get(from) == '*' && ReplyLine.isDigits(in, from + 1, to - 2);
    return inArray;
  }

  private boolean bulk(ByteBuffer in, int from, int to) {
    if (ReplyLine.is(in, from, to, NIL)) {
      exchange().miss();
      endArrayIfComplete();
      return true;
    }
    int size = in.get(from) == '$' ? ReplyLine.number(in, from + 1, to - 2) : -1;
    if (size < 0) {
      return false;
    }
    body(size);
    return true;
  }

  @Override
  void bodyRead(boolean right) {
    if (right) {
      exchange().hit();
    } else {
      wrongValue();
    }
    endArrayIfComplete();
  }

  private void endArrayIfComplete() {
    if (exchange().expected() == InFlight.END) {
      inArray = false;
      exchange().endOfGet();
    }
  }
}
