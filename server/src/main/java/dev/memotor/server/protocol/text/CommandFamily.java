package dev.memotor.server.protocol.text;

import dev.memotor.engine.Key;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.ProtocolContext;

/** Base of a group of commands. */
abstract class CommandFamily {

  final Connection connection;
  final ProtocolContext context;
  final Session session;

  CommandFamily(Connection connection, ProtocolContext context) {
    this.connection = connection;
    this.context = context;
    this.session = connection.session();
  }

  final void reply(byte[] text) {
    connection.reply(new FixedReply(text));
  }

  final void replyUnless(boolean silent, byte[] text) {
    if (!silent) {
      reply(text);
    }
  }

  final void reply(String text) {
    reply(ReplyLines.line(text));
  }

  final void replyUnless(boolean silent, String text) {
    if (!silent) {
      reply(text);
    }
  }

  final void replyAndClose(byte[] text) {
    reply(text);
    connection.closeAfterReplies();
  }

  final Key key(TextLine line, int token) {
    return session.key(line.in(), line.start(token), line.end(token));
  }

  final long absolute(long exptime) {
    return ExptimeRule.toAbsolute(exptime, context.clock().now());
  }
}
