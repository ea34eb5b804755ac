package dev.memotor.server.protocol.text;

import dev.memotor.server.observe.watch.Stream;
import dev.memotor.server.protocol.Connection;
import java.util.EnumSet;
import java.util.Set;

/** The command {@code watch}, which turns the connection into a log of events. */
final class WatchCommand {

  private static final byte[] AFTER_OTHERS =
      ReplyLines.line("ERROR cannot pipeline other commands before watch");
  private static final byte[] TOO_MANY =
      ReplyLines.line("WATCHER_TOO_MANY log watcher limit reached");

  private WatchCommand() {}

  static void run(TextLine line, Connection connection) {
    if (connection.hasUnanswered()) {
      connection.reply(new FixedReply(AFTER_OTHERS));
      return;
    }
    Set<Stream> streams = EnumSet.noneOf(Stream.class);
    for (int token = 1; token < line.count(); token++) {
      Stream stream = Stream.of(line.text(token));
      if (stream == null) {
        connection.reply(new FixedReply(ReplyLines.ERROR));
        return;
      }
      streams.add(stream);
    }
    if (streams.isEmpty()) {
      streams.add(Stream.FETCHERS);
    }
    connection.reply(new FixedReply(connection.watch(streams) ? ReplyLines.OK : TOO_MANY));
  }
}
