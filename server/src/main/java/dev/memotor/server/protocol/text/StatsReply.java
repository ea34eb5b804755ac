package dev.memotor.server.protocol.text;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.protocol.Administration;

/**
 * The figures of a stats group, read when the reply is due: so they tell of everything that the
 * connection asked before.
 */
final class StatsReply extends Request {

  private static final int LONGEST_LINE = 1024;

  private final Administration administration;
  private final String group;

  StatsReply(Administration administration, String group) {
    this.administration = administration;
    this.group = group;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    boolean known =
        administration.stats(
            group,
            (name, value) -> {
              String shown = name + ' ' + value;
              out.put("STAT ")
                  .put(shown.length() > LONGEST_LINE ? shown.substring(0, LONGEST_LINE) : shown)
                  .crlf();
            });
    out.put(known ? Lines.END : Lines.ERROR);
  }
}
