package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.Administration;

/** The counts by prefix; read when the reply is due, as those of {@link StatsReply} are. */
final class DetailReply extends Request {

  private final Administration administration;

  DetailReply(Administration administration) {
    this.administration = administration;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    out.put(administration.detail()).put(Lines.END);
  }
}
