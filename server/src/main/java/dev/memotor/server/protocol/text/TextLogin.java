package dev.memotor.server.protocol.text;

import dev.memotor.server.auth.PasswordLogin;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.protocol.ValueIntake;

/**
 * The only command that a text client may send before it has authenticated: {@code set}, with any
 * key, whose value is {@code user password}. Nothing is stored.
 */
final class TextLogin extends CommandFamily {

  private static final byte[] SET = TextLine.ascii("set");

  /** memcached's limit. */
  private static final int MAX_TOKEN = 16_384;

  private static final int SHORTEST_LINE = 5;

  private final ValueIntake values;

  TextLogin(Connection connection, ProtocolContext context, ValueIntake values) {
    super(connection, context);
    this.values = values;
  }

  void handle(TextLine line) {
    boolean set = line.is(0, SET) && line.count() >= SHORTEST_LINE;
    long length = set ? line.unsigned32(4) : -1;
    if (length < 0) {
      reply(ReplyLines.UNAUTHENTICATED);
    } else if (length > MAX_TOKEN) {
      values.swallow(length, new FixedReply(ReplyLines.AUTH_TOKEN_TOO_LONG));
    } else if (!values.readCredentials((int) length, this::finish)) {
      replyAndClose(ReplyLines.NO_MEMORY_LINE);
    }
  }

  private void finish(byte[] token, boolean terminated) {
    PasswordLogin login = terminated ? PasswordLogin.ofToken(token) : null;
    if (login == null) {
      reply(terminated ? ReplyLines.BAD_AUTH_TOKEN : ReplyLines.BAD_TERMINATION);
    } else {
      connection.authenticate(login, new TextLoginReply());
    }
  }
}
