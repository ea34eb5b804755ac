package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;

/** A reply of fixed bytes, or of none; unless there was a failure. */
final class FixedReply extends Request {

  private final byte[] text;

  /** Creates a reply; null keeps silent. */
  FixedReply(byte[] text) {
    this.text = text;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (text == null) {
      return;
    }
    if (failure() != null) {
      ReplyLines.putFailure(failure(), out);
    } else {
      out.put(text);
    }
  }
}
