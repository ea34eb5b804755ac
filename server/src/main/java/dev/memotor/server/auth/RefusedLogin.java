package dev.memotor.server.auth;

/** An attempt that cannot succeed: malformed, unknown mechanism, out of turn. */
public final class RefusedLogin extends Login {

  private final String name;

  /** The claimed name, one character a byte; empty if unknown. */
  public RefusedLogin(String name) {
    this.name = name;
  }

  @Override
  String name() {
    return name;
  }

  @Override
  LoginOutcome withoutPassword(Accounts accounts) {
    return LoginOutcome.REFUSED;
  }

  @Override
  LoginOutcome atOnce(Accounts accounts, KnownPasswords known) {
    return LoginOutcome.REFUSED;
  }

  @Override
  LoginOutcome atLength(Accounts accounts, KnownPasswords known) {
    return LoginOutcome.REFUSED;
  }
}
