package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** The one-line reply of a classic command that changes an item. */
final class ClassicReply extends Request {

  /** What success is called. */
  enum Form {
    STORE,
    TOUCH,
    DELETE,
    COUNT
  }

  private final Form form;
  private final boolean silent;

  ClassicReply(Form form, boolean silent) {
    this.form = form;
    this.silent = silent;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (silent) {
      return;
    }
    if (failure() != null) {
      Lines.putFailure(failure(), out);
      return;
    }
    switch (result().status()) {
      case OK -> success(out);
      case NOT_FOUND -> out.put(Lines.NOT_FOUND);
      case NOT_STORED, TOO_LARGE -> out.put(Lines.NOT_STORED);
      case EXISTS -> out.put(Lines.EXISTS);
      case NON_NUMERIC -> out.put(Lines.NON_NUMERIC);
    }
  }

  @Override
  protected void writeRefusal(ReplyBuffer out) {
    if (!silent) {
      out.put(Lines.READ_ONLY);
    }
  }

  private void success(ReplyBuffer out) {
    switch (form) {
      case STORE -> out.put(Lines.STORED);
      case TOUCH -> out.put(Lines.TOUCHED);
      case DELETE -> out.put(Lines.DELETED);
      case COUNT -> out.putDecimal(result().number()).crlf();
    }
  }
}
