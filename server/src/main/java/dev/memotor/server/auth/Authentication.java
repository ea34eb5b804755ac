package dev.memotor.server.auth;

import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Checks who clients are. Long computations run on a few threads of their own, and no more than
 * that: checking passwords must not starve those who have shown theirs.
 */
public final class Authentication implements AutoCloseable {

  private static final int MAX_WAITING = 1024;
  private static final long IDLE_SECONDS = 10;

  private final AccountFile file;
  private final boolean offersSasl;
  private final KnownPasswords known = new KnownPasswords();
  private final FailureDelays delays = new FailureDelays();
  private final FailureReports reports = new FailureReports();
  private final ThreadPoolExecutor threads;

  /**
   * Reads the users.
   *
   * @throws dev.memotor.server.config.ConfigurationException if their file is broken
   */
  public Authentication(Path accountFile, boolean offersSasl) {
    this.file = new AccountFile(accountFile);
    this.offersSasl = offersSasl;
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "auth-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** A session for a new connection. */
  public Session newSession() {
    return Session.closed(offersSasl);
  }

  /** Reads the file of users again if it has changed; if it is broken the old users stay. */
  public void refresh() {
    file.refresh();
  }

  /** Reads the file of users again, changed or not; if it is broken the old users stay. */
  public void reread() {
    file.reread();
  }

  /**
   * Takes a client's step. Its outcome comes on the client's event loop, later if it is a refusal.
   *
   * @param failures of the connection so far
   */
  public void check(
      Login login,
      String address,
      int failures,
      ScheduledExecutorService loop,
      Consumer<LoginOutcome> then) {
    Accounts accounts = file.accounts();
    LoginOutcome outcome = login.atOnce(accounts, known);
    if (outcome != null) {
      deliver(outcome, login, address, failures, loop, then);
      return;
    }
    try {
      threads.execute(
          () -> deliver(login.atLength(accounts, known), login, address, failures, loop, then));
    } catch (RejectedExecutionException e) {
      deliver(LoginOutcome.BUSY, login, address, failures, loop, then);
    }
  }

  private void deliver(
      LoginOutcome outcome,
      Login login,
      String address,
      int failures,
      ScheduledExecutorService loop,
      Consumer<LoginOutcome> then) {
    long delay = 0;
    if (outcome.kind() == LoginOutcome.Kind.REFUSED) {
      reports.failed(address, login.name());
      delay = delays.failed(address, failures + 1, System.nanoTime());
    }
    try {
      loop.schedule(() -> then.accept(outcome), delay, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the connection with it: nobody waits for the outcome.
      reports.tooLate(address);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
