package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** The one-line reply of a classic command that changes an item. */
final class ClassicReply extends Request {

  private final boolean silent;

  ClassicReply(boolean silent) {
    this.silent = silent;
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    if (silent) {
      return;
    }
    switch (result.status()) {
      case OK -> success(out, operation, result);
      case NOT_FOUND -> out.put(ReplyLines.NOT_FOUND);
      case NOT_STORED, TOO_LARGE -> out.put(ReplyLines.NOT_STORED);
      case EXISTS -> out.put(ReplyLines.EXISTS);
      case NON_NUMERIC -> out.put(ReplyLines.NON_NUMERIC);
    }
  }

  @Override
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    if (!silent) {
      ReplyLines.putFailure(failure, out);
    }
  }

  @Override
  protected void writeRefusal(ReplyBuffer out) {
    if (!silent) {
      out.put(ReplyLines.READ_ONLY);
    }
  }

  private void success(ReplyBuffer out, Operation operation, Result result) {
    switch (operation.kind()) {
      case STORE, CONCAT -> out.put(ReplyLines.STORED);
      case TOUCH -> out.put(ReplyLines.TOUCHED);
      case DELETE -> out.put(ReplyLines.DELETED);
      case ARITHMETIC -> out.putDecimal(result.number()).crlf();
      case GET -> throw new AssertionError("a get has another reply");
    }
  }
}
