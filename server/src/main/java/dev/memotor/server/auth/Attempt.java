package dev.memotor.server.auth;

import java.net.SocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One step of a client towards a user, from its arrival to its outcome. A refusal comes after a
 * wait, everything else as soon as it is known. Used on the connection's event loop only.
 */
public final class Attempt {

  private final Authentication authentication;
  private final Login login;
  private final Client client;
  private final Consumer<LoginOutcome> then;
  private final long begunNanos = System.nanoTime();

  /** Set while the password waits for a thread that checks it. */
  private @Nullable Runnable computation;

  /** Set while the attempt waits. */
  private @Nullable Future<?> wait;

  /** The outcome for a client that ends its wait early. */
  private LoginOutcome ifHurried = LoginOutcome.BUSY;

  private boolean waited;
  private boolean ended;

  /**
   * Whose attempt it is.
   *
   * @param source whose wrong passwords are counted together
   * @param loop runs what concerns the connection
   */
  public record Client(SocketAddress peer, Source source, ScheduledExecutorService loop) {

    public Client(SocketAddress peer, ScheduledExecutorService loop) {
      this(peer, Source.of(peer), loop);
    }
  }

  Attempt(Authentication authentication, Login login, Client client, Consumer<LoginOutcome> then) {
    this.authentication = authentication;
    this.login = login;
    this.client = client;
    this.then = then;
  }

  /** Starts the attempt; the outcome may arrive before this returns. */
  public void begin() {
    LoginOutcome outcome = login.withoutPassword(authentication.accounts());
    if (outcome != null) {
      settle(outcome);
    } else if (throttle().waitsFirst(client.source, login.name())) {
      waited = true;
      authentication.reports().waitsFirst(client.peer, login.name());
      await(Throttle.LONGEST_MILLIS, LoginOutcome.BUSY, this::check);
    } else {
      check();
    }
  }

  private Throttle throttle() {
    return authentication.throttle();
  }

  private void check() {
    Accounts accounts = authentication.accounts();
    LoginOutcome outcome = login.atOnce(accounts, authentication.known());
    if (outcome != null) {
      settle(outcome);
      return;
    }
    Runnable check = () -> compute(accounts);
    computation = check;
    if (!authentication.compute(client.source, check)) {
      end(LoginOutcome.BUSY);
    }
  }

  /** Checks the password; runs on a thread of the authentication. */
  private void compute(Accounts accounts) {
    LoginOutcome outcome = login.atLength(accounts, authentication.known());
    try {
      client.loop.execute(() -> settle(outcome));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the connection with it: the outcome no longer matters.
      authentication.reports().tooLate(client.peer);
    }
  }

  private void settle(LoginOutcome outcome) {
    computation = null;
    if (ended) {
      return;
    }
    if (outcome.kind() == LoginOutcome.Kind.ACCEPTED) {
      throttle().succeeded(client.source, login.name());
    }
    if (outcome.kind() == LoginOutcome.Kind.REFUSED) {
      refuse(outcome);
    } else {
      end(outcome);
    }
  }

  private void refuse(LoginOutcome outcome) {
    authentication.reports().failed(client.peer, login.name());
    if (outcome.isNewGuess()) {
      throttle().guessed(client.source, login.name());
    }
    long millis = throttle().failed(client.source);
    if (waited) {
      end(outcome);
      return;
    }
    // Measured from the arrival, so that it does not reveal how long the check took.
    long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    long longestCheck = authentication.accounts().longestCheckMillis();
    await(Math.max(millis, longestCheck) - elapsed, outcome, () -> end(outcome));
  }

  private void await(long millis, LoginOutcome hurried, Runnable next) {
    if (!throttle().hold(client.source)) {
      end(LoginOutcome.BUSY);
      return;
    }
    ifHurried = hurried;
    wait =
        client.loop.schedule(
            () -> {
              endWait();
              next.run();
            },
            Math.max(0, millis),
            TimeUnit.MILLISECONDS);
  }

  private void endWait() {
    wait = null;
    throttle().release(client.source);
  }

  private void end(LoginOutcome outcome) {
    ended = true;
    then.accept(outcome);
  }

  /** Ends the wait, as the client sends nothing more or the server stops. */
  public void hurry() {
    if (wait != null) {
      wait.cancel(false);
      endWait();
      end(ifHurried);
    }
  }

  /** Drops the outcome, as the connection has ended. */
  public void abandon() {
    ended = true;
    if (wait != null) {
      wait.cancel(false);
      endWait();
    }
    if (computation != null) {
      authentication.withdraw(client.source, computation);
      computation = null;
    }
  }
}
