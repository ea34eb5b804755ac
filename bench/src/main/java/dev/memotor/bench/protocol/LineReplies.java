package dev.memotor.bench.protocol;

import dev.memotor.bench.tally.ErrorKind;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Replies of a line protocol, whose heads and values end with CR LF. */
abstract class LineReplies extends ReplyParser {

  LineReplies(Exchange exchange, Values values, boolean checkValues) {
    super(exchange, values, checkValues);
  }

  /** Takes the line if it is a right reply to the oldest request; else returns false. */
  abstract boolean reply(ByteBuffer in, int from, int to);

  boolean isRefusal(ByteBuffer in, int from, int to) {
    return ReplyLine.isRefusal(in, from, to);
  }

  @Override
  final int endOfHead(ByteBuffer in, int from, int to) {
    return ReplyLine.end(in, from, to);
  }

  @Override
  final int trailerLength() {
    return 2;
  }

  @Override
  final void head(ByteBuffer in, int from, int to) {
    if (!ReplyLine.endsWell(in, from, to)) {
      wrong(in, from, to);
    } else if (!reply(in, from, to)) {
      if (isRefusal(in, from, to)) {
        refused(in, from, to);
      } else {
        wrong(in, from, to);
      }
    }
  }

  /** Takes a reply without a value, if it is what was expected. */
  final boolean doneIf(boolean expected, OperationKind kind) {
    if (expected) {
      exchange().done(kind);
    }
    return expected;
  }

  /** Takes a reply that says that the operation had no effect, which none should say here. */
  final boolean failedIf(ByteBuffer in, int from, int to, byte[] reply) {
    boolean failed = ReplyLine.is(in, from, to, reply);
    if (failed) {
      exchange().fail(ErrorKind.WRONG, quote(in, from, to));
    }
    return failed;
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
