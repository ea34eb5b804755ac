package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import org.jspecify.annotations.Nullable;

/** A reply of fixed bytes. */
final class FixedReply extends Request {

  private final byte @Nullable [] text;

  /** Creates a reply; null for none, not even of a failure. */
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
