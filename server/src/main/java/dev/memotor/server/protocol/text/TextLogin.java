package dev.memotor.server.protocol.text;

import dev.memotor.server.auth.PasswordLogin;
import dev.memotor.server.protocol.Connection;

/**
 * The only command of a text client that has not said who it is: {@code set}, with any key, whose
 * value is {@code user password}. Nothing is stored.
 */
final class TextLogin {

  /** memcached's bound on name and password. */
  private static final int MAX_TOKEN = 16_384;

  private static final int SHORTEST_LINE = 5;

  private final TextDecoder decoder;
  private final Connection connection;
  private final TextLine line = new TextLine();

  TextLogin(TextDecoder decoder, Connection connection) {
    this.decoder = decoder;
    this.connection = connection;
  }

  /** Handles a line; the offsets are those of {@link TextDecoder}. */
  int handle(byte[] in, int from, int end, int next, int to) {
    line.read(in, from, end);
    boolean set = line.count() >= SHORTEST_LINE && line.is(0, Words.SET);
    long length = set ? line.unsigned32(4) : -1;
    if (length < 0) {
      connection.reply(new FixedReply(Lines.UNAUTHENTICATED));
      return next;
    }
    if (length > MAX_TOKEN) {
      return decoder.swallow(length, new FixedReply(Lines.AUTH_TOKEN_TOO_LONG), next, to);
    }
    return decoder.readToken((int) length, in, next, to);
  }

  /** The value is there. */
  void finish(byte[] token, boolean terminated) {
    if (!terminated) {
      connection.reply(new FixedReply(Lines.BAD_TERMINATION));
      return;
    }
    PasswordLogin login = PasswordLogin.ofToken(token);
    if (login == null) {
      connection.reply(new FixedReply(Lines.BAD_AUTH_TOKEN));
    } else {
      connection.authenticate(login, new TextLoginReply());
    }
  }
}
