package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import org.jspecify.annotations.Nullable;

/** A reply of fixed bytes, or of none; unless there was a failure. */
final class FixedReply extends Request {

  private final byte @Nullable [] text;

  /** Creates a reply; null keeps silent. */
  FixedReply(byte @Nullable [] text) {
    this.text = text;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (text != null) {
      out.put(text);
    }
  }

  @Override
  protected void writeFailure(ReplyBuffer out, EngineException failure) {
    if (text != null) {
      ReplyLines.putFailure(failure, out);
    }
  }
}
