package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.KeyFormat;
import dev.memotor.bench.workload.OperationKind;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Replies of the classic text protocol. */
final class TextReplies extends LineReplies {

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
  boolean reply(ByteBuffer in, int from, int to) {
    return switch (exchange().expected()) {
      case InFlight.MEMBER, InFlight.END -> getReply(in, from, to);
      case InFlight.SET ->
          doneIf(ReplyLine.is(in, from, to, STORED), OperationKind.SET)
              || failedIf(in, from, to, NOT_STORED);
      case InFlight.INCREMENT ->
          doneIf(ReplyLine.isDigits(in, from, to - 2), OperationKind.INCR)
              || failedIf(in, from, to, NOT_FOUND);
      default -> false;
    };
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
      return false;
    }
    body(size);
    return true;
  }
}
