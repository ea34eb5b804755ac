package dev.memotor.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A name with its password: the text handshake, and SASL PLAIN. */
public final class PasswordLogin extends Login {

  private final String name;
  private final byte[] password;

  private PasswordLogin(byte[] name, byte[] password) {
    this.name = new String(name, StandardCharsets.ISO_8859_1);
    this.password = password;
  }

  /**
   * Reads {@code name password}: the first space ends the name, the password may have more.
   *
   * @return null if there is no space
   */
  public static @Nullable PasswordLogin ofToken(byte[] token) {
    int space = indexOf((byte) ' ', token, 0);
    return space < 0
        ? null
        : new PasswordLogin(
            Arrays.copyOf(token, space), Arrays.copyOfRange(token, space + 1, token.length));
  }

  /**
   * Reads the message of SASL PLAIN (RFC 4616): {@code authzid NUL authcid NUL password}.
   *
   * @return a login that is refused if the message is malformed, or names another to act for
   */
  public static Login ofPlain(byte[] message) {
    int first = indexOf((byte) 0, message, 0);
    int second = first < 0 ? -1 : indexOf((byte) 0, message, first + 1);
    if (second < 0 || indexOf((byte) 0, message, second + 1) >= 0) {
      return new RefusedLogin("");
    }
    byte[] actingFor = Arrays.copyOf(message, first);
    byte[] name = Arrays.copyOfRange(message, first + 1, second);
    if (actingFor.length > 0 && !Arrays.equals(actingFor, name)) {
      return new RefusedLogin(new String(name, StandardCharsets.ISO_8859_1));
    }
    return new PasswordLogin(name, Arrays.copyOfRange(message, second + 1, message.length));
  }

  private static int indexOf(byte wanted, byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  @Override
  String name() {
    return name;
  }

  @Override
  @Nullable LoginOutcome withoutPassword(Accounts accounts) {
    return accounts.find(name) == null ? LoginOutcome.REFUSED : null;
  }

  @Override
  @Nullable LoginOutcome atOnce(Accounts accounts, KnownPasswords known) {
    Account account = accounts.find(name);
    if (account == null) {
      // The file has changed during a wait.
      return LoginOutcome.REFUSED;
    }
    if (account.isPlain()) {
      return outcome(account, account.matchesPlain(password), known);
    }
    return switch (known.verdict(account, password)) {
      case RIGHT -> LoginOutcome.accepted(account.user());
      case WRONG -> outcome(account, false, known);
      case UNKNOWN -> null;
    };
  }

  @Override
  LoginOutcome atLength(Accounts accounts, KnownPasswords known) {
    Account account = Objects.requireNonNull(accounts.find(name));
    boolean right = account.verifier(accounts.iterations()).matches(password);
    if (right) {
      known.addRight(account, password);
    }
    return outcome(account, right, known);
  }

  private LoginOutcome outcome(Account account, boolean right, KnownPasswords known) {
    if (right) {
      return LoginOutcome.accepted(account.user());
    }
    return known.addWrong(account, password) ? LoginOutcome.NEW_GUESS : LoginOutcome.REFUSED;
  }
}
