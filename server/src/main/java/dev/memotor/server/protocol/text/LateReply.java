package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import java.util.function.Consumer;

/**
 * A reply composed when it is written: its figures include all earlier commands of the connection.
 */
final class LateReply extends Request {

  private final Consumer<ReplyBuffer> text;

  LateReply(Consumer<ReplyBuffer> text) {
    this.text = text;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    text.accept(out);
  }
}
