package dev.memotor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.auth.LoginOutcome.Kind;
import dev.memotor.server.fixture.Await;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong passwords wait, right ones do not; on a clock that stands still. */
final class AttemptTest {

  private static final String ONE = "10.0.0.1";
  private static final String OTHER = "10.0.0.2";

  @TempDir private Path directory;
  private Authentication authentication;
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<Kind> outcomes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    loop.freezeTime();
    Path file = directory.resolve("users");
    String hashed = PasswordHash.of("pw".getBytes(StandardCharsets.US_ASCII), 4096);
    Files.writeString(file, "bob:pw\nana:pw\nhashed:" + hashed + "\n");
    authentication = new Authentication(file, true);
  }

  @AfterEach
  void stop() {
    authentication.close();
    loop.finishAndReleaseAll();
  }

  private Attempt begin(String address, String token) {
    Attempt attempt =
        authentication.attempt(
            PasswordLogin.ofToken(token.getBytes(StandardCharsets.US_ASCII)),
            new Attempt.Client(new InetSocketAddress(address, 1), loop.eventLoop()),
            outcome -> outcomes.add(outcome.kind()));
    attempt.begin();
    return attempt;
  }

  private void pass(long millis) {
    loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
  }

  /** Guesses, and hangs up unless the guess is accepted immediately. */
  private void guessInHaste(String address, String user, int times) {
    for (int i = 0; i < times; i++) {
      begin(address, user + " wrong" + i).abandon();
    }
    assertThat(outcomes).isEmpty();
  }

  @Test
  void wrongPassword_waits_rightOneOfTheSameSourceDoesNot() {
    guessInHaste(ONE, "bob", 5_000);
    begin(ONE, "bob wrong");
    pass(4_000);
    assertThat(outcomes).isEmpty();
    begin(ONE, "bob pw");
    assertThat(outcomes).containsExactly(Kind.ACCEPTED);
    pass(2_000);
    assertThat(outcomes).containsExactly(Kind.ACCEPTED, Kind.REFUSED);
  }

  @Test
  void unknownUser_waitsAsLong() {
    begin(ONE, "nobody pw");
    assertThat(outcomes).isEmpty();
    pass(150);
    assertThat(outcomes).containsExactly(Kind.REFUSED);
  }

  @Test
  void tooManyRefusalsAtOnce_areEndedAtOnce() {
    for (int i = 0; i <= Throttle.MAX_HELD; i++) {
      begin(ONE, "bob wrong");
    }
    assertThat(outcomes).containsExactly(Kind.BUSY);
    begin(ONE, "bob pw");
    begin(OTHER, "bob wrong");
    assertThat(outcomes).containsExactly(Kind.BUSY, Kind.ACCEPTED);
  }

  @Test
  void abandoned_hasNoOutcomeAndHoldsNothing() {
    for (int i = 0; i < 3 * Throttle.MAX_HELD; i++) {
      begin(ONE, "bob wrong").abandon();
    }
    pass(10_000);
    assertThat(outcomes).isEmpty();
  }

  @Test
  void hurried_isRefusedAtOnce() {
    begin(ONE, "bob wrong").hurry();
    pass(10_000);
    assertThat(outcomes).containsExactly(Kind.REFUSED);
  }

  @Test
  void guessesWithoutEnd_areCheckedAfterTheirWait_soHasteGainsNothing() {
    guessInHaste(ONE, "bob", Throttle.MAX_GUESSES + 1_000);
    begin(ONE, "bob pw").abandon();
    begin(ONE, "bob pw");
    assertThat(outcomes).isEmpty();
    begin(ONE, "ana pw");
    begin(OTHER, "bob pw");
    assertThat(outcomes).containsExactly(Kind.ACCEPTED, Kind.ACCEPTED);
    pass(6_000);
    assertThat(outcomes).containsExactly(Kind.ACCEPTED, Kind.ACCEPTED, Kind.ACCEPTED);
    begin(ONE, "bob pw");
    assertThat(outcomes).as("has logged in from there").hasSize(4);
  }

  @Test
  void anOldPasswordRepeated_isOneGuess() {
    for (int i = 0; i < 2 * Throttle.MAX_GUESSES; i++) {
      begin(ONE, "bob old").abandon();
    }
    begin(ONE, "bob pw");
    assertThat(outcomes).containsExactly(Kind.ACCEPTED);
  }

  @Test
  void hashedPassword_isComputedOnce_thenRightAndWrongAreKnownAtOnce() {
    begin(ONE, "hashed pw");
    Await.until(
        "the computation",
        () -> {
          loop.runPendingTasks();
          return outcomes.size() == 1;
        });
    KnownPasswords known = authentication.known();
    Accounts accounts = authentication.accounts();
    assertThat(login("hashed pw").atOnce(accounts, known).kind()).isEqualTo(Kind.ACCEPTED);
    assertThat(login("hashed wrong").atOnce(accounts, known)).isEqualTo(LoginOutcome.NEW_GUESS);
    assertThat(login("hashed wrong").atOnce(accounts, known)).isEqualTo(LoginOutcome.REFUSED);
  }

  private static Login login(String token) {
    return PasswordLogin.ofToken(token.getBytes(StandardCharsets.US_ASCII));
  }
}
