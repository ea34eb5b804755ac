package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Replies of Redis' own protocol (version 2). */
final class RespReplies extends LineReplies {

  private static final byte[] OK = RequestTemplate.ascii("+OK\r\n");
  private static final byte[] NIL = RequestTemplate.ascii("$-1\r\n");

  /** Whether the length of the array with the values of several keys has been read. */
  private boolean inArray;

  RespReplies(Exchange exchange, Values values, boolean checkValues) {
    super(exchange, values, checkValues);
  }

  @Override
  boolean reply(ByteBuffer in, int from, int to) {
    return switch (exchange().expected()) {
      case InFlight.GET -> bulk(in, from, to);
      case InFlight.MEMBER -> inArray ? bulk(in, from, to) : array(in, from, to);
      case InFlight.SET -> doneIf(ReplyLine.is(in, from, to, OK), OperationKind.SET);
      case InFlight.INCREMENT ->
          doneIf(
              in.get(from) == ':' && ReplyLine.isDigits(in, from + 1, to - 2), OperationKind.INCR);
      default -> false;
    };
  }

  @Override
  boolean isRefusal(ByteBuffer in, int from, int to) {
    return in.get(from) == '-';
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
    super.bodyRead(right);
    endArrayIfComplete();
  }

  private void endArrayIfComplete() {
    if (exchange().expected() == InFlight.END) {
      inArray = false;
      exchange().endOfGet();
    }
  }
}
