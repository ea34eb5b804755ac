package dev.memotor.server.protocol.binary;

import dev.memotor.server.auth.Login;
import dev.memotor.server.auth.PasswordLogin;
import dev.memotor.server.auth.RefusedLogin;
import dev.memotor.server.auth.ScramExchange;
import dev.memotor.server.auth.Session;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SASL exchange of one binary connection. */
final class SaslCommands {

  static final int MAX_MECHANISM = 32;

  /** Longer data is swallowed and refused. */
  static final int MAX_DATA = 16 * 1024;

  /** From this length on memcached reports a lack of memory rather than a failed login. */
  static final int HUGE_DATA = 512 * 1024;

  private static final String PLAIN = "PLAIN";
  private static final byte[] MECHANISMS =
      (ScramExchange.MECHANISM + " " + PLAIN).getBytes(StandardCharsets.US_ASCII);

  private final Session session;
  private boolean awaitsPlain;
  private @Nullable ScramExchange scram;

  SaslCommands(Session session) {
    this.session = session;
  }

  static byte[] mechanisms() {
    return MECHANISMS;
  }

  /** Returns the login that a request makes; null if the client must send its data first. */
  @Nullable Login login(Opcode opcode, String mechanism, byte[] data) {
    return opcode == Opcode.SASL_AUTH ? begin(mechanism, data) : proceed(data);
  }

  /** Begins an exchange; a client that authenticates again has no user until it ends. */
  private @Nullable Login begin(String mechanism, byte[] data) {
    session.leave();
    awaitsPlain = false;
    scram = null;
    switch (mechanism.toUpperCase(Locale.ROOT)) {
      case PLAIN -> {
        awaitsPlain = data.length == 0;
        return awaitsPlain ? null : PasswordLogin.ofPlain(data);
      }
      case ScramExchange.MECHANISM -> {
        scram = new ScramExchange();
        return data.length == 0 ? null : scram.step(data);
      }
      default -> {
        return new RefusedLogin("");
      }
    }
  }

  private Login proceed(byte[] data) {
    if (awaitsPlain) {
      awaitsPlain = false;
      return PasswordLogin.ofPlain(data);
    }
    return scram == null ? new RefusedLogin("") : scram.step(data);
  }
}
