package dev.memotor.server.auth;

import dev.memotor.engine.support.DaemonThreads;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Checks who clients are. Long computations run on a few separate threads, shared fairly by the
 * sources of attempts: checking passwords must not starve those who have shown theirs.
 */
public final class Authentication implements AutoCloseable {

  private static final long IDLE_SECONDS = 10;

  private final AccountFile file;
  private final boolean offersSasl;
  private final KnownPasswords known = new KnownPasswords();
  private final Throttle throttle = new Throttle();
  private final FailureReports reports = new FailureReports();
  private final FairQueue computations = new FairQueue();
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
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            // As long as the fair queue, which is bounded by source and by connection.
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("auth"),
            // At shutdown, when the connections have ended.
            new ThreadPoolExecutor.DiscardPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Creates the session of a new connection. */
  public Session newSession() {
    return Session.closed(offersSasl);
  }

  /** Reloads the file of users if it has changed; if it is broken the old users remain. */
  public void refresh() {
    file.refresh();
  }

  /** Reloads the file of users, changed or not; if it is broken the old users remain. */
  public void reread() {
    file.reread();
  }

  /** Creates an attempt without starting it. Its outcome arrives on the client's event loop. */
  public Attempt attempt(Login login, Attempt.Client client, Consumer<LoginOutcome> then) {
    return new Attempt(this, login, client, then);
  }

  Accounts accounts() {
    return file.accounts();
  }

  KnownPasswords known() {
    return known;
  }

  Throttle throttle() {
    return throttle;
  }

  FailureReports reports() {
    return reports;
  }

  /** Queues a computation; false if too many of its source are waiting. */
  boolean compute(Source source, Runnable computation) {
    if (!computations.offer(source, computation)) {
      return false;
    }
    threads.execute(this::computeNext);
    return true;
  }

  /** Removes a computation from the queue, unless it has begun. */
  void withdraw(Source source, Runnable computation) {
    computations.remove(source, computation);
  }

  private void computeNext() {
    Runnable next = computations.poll();
    if (next != null) {
      next.run();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
