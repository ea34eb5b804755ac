package dev.memotor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange of RFC 7677, section 3, and what deviates from it. */
final class ScramExchangeTest {

  private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String WITHOUT_PROOF = "c=biws,r=rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE;
  private static final String CLIENT_FINAL =
      WITHOUT_PROOF + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private final Account account =
      Account.hashed(
          new User("user", false, ""),
          ScramVerifier.of(
              bytes("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096));
  private final Accounts accounts = new Accounts(Map.of("user", account));
  private final ScramExchange exchange = new ScramExchange(() -> SERVER_NONCE);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private LoginOutcome step(String message) {
    Login login = exchange.step(bytes(message));
    LoginOutcome outcome = login.withoutPassword(accounts);
    return outcome == null ? login.atOnce(accounts, new KnownPasswords()) : outcome;
  }

  private static String challenge(LoginOutcome outcome) {
    assertThat(outcome.kind()).isEqualTo(LoginOutcome.Kind.CONTINUED);
    return new String(outcome.challenge(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void exchangeOfTheRfc_byteForByte() {
    assertThat(challenge(step(CLIENT_FIRST))).isEqualTo(SERVER_FIRST);
    assertThat(challenge(step(CLIENT_FINAL))).isEqualTo(SERVER_FINAL);
    LoginOutcome end = step("");
    assertThat(end.kind()).isEqualTo(LoginOutcome.Kind.ACCEPTED);
    assertThat(end.user()).isEqualTo(account.user());
  }

  @Test
  void noOneIsAuthenticated_beforeTheLastStep() {
    step(CLIENT_FIRST);
    assertThat(step("")).isSameAs(LoginOutcome.REFUSED);
    assertThat(step(CLIENT_FINAL)).isSameAs(LoginOutcome.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,,n=user",
        "n,,n=,r=abc",
        "n,,n=user,r=",
        "n,,n=us=2cer,r=abc",
        "n,,r=abc,n=user",
        "n,,m=ext,n=user,r=abc",
        "n,a=other,n=user,r=abc",
        "p=tls-unique,,n=user,r=abc"
      })
  void malformedFirstMessage_isRefused(String message) {
    assertThat(step(message)).isSameAs(LoginOutcome.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        WITHOUT_PROOF,
        WITHOUT_PROOF + ",p=",
        WITHOUT_PROOF + ",p=!!!!",
        WITHOUT_PROOF + ",p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
            + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
      })
  void wrongFinalMessage_isRefused(String message) {
    step(CLIENT_FIRST);
    assertThat(step(message).kind()).isEqualTo(LoginOutcome.Kind.REFUSED);
  }

  @Test
  void unknownUser_isChallengedAsAnyOther_alwaysWithTheSameSalt() {
    String first = challenge(step("n,,n=unknown,r=abc"));
    String second =
        challenge(
            new ScramExchange(() -> SERVER_NONCE)
                .step(bytes("n,,n=unknown,r=abc"))
                .withoutPassword(accounts));
    assertThat(first).isEqualTo(second).endsWith(",i=4096");
    assertThat(step(WITHOUT_PROOF + ",p=" + "A".repeat(43) + "=")).isSameAs(LoginOutcome.REFUSED);
  }
}
