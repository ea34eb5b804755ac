package dev.memotor.conformance;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Runs cases, each on connections and under a key of its own. Safe for use by many threads. */
public final class CaseRunner implements AutoCloseable {

  /** A case that takes longer than its waits and this is stuck, for instance in a write. */
  private static final Duration ALLOWANCE = Duration.ofSeconds(30);

  /**
   * A case says what is there now, or in two seconds: how it ends on a machine that stood still
   * meanwhile says nothing of the server, and it is run again.
   */
  private static final Duration HELD_UP = Duration.ofMillis(500);

  private static final int ATTEMPTS = 3;

  private final String runId = Long.toString(new SecureRandom().nextLong(36 * 36 * 36 * 36), 36);
  private final AtomicInteger runs = new AtomicInteger();
  private final InstantSource clock = InstantSource.system();
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "conformance-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  public CaseRunner() {
    this(System::nanoTime);
  }

  CaseRunner(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  public CaseOutcome run(ConformanceCase subject, ConformanceTarget target) {
    Optional<String> reason = target.whyNotApplicable(subject);
    if (reason.isPresent()) {
      return CaseOutcome.skipped(subject, reason.get());
    }
    for (int attempt = 1; ; attempt++) {
      long start = nanoTime.getAsLong();
      Optional<CaseFailure> failure = attempt(subject, target);
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
      if (failure.isEmpty()) {
        return CaseOutcome.passed(subject, took);
      }
      Duration late = took.minus(subject.waits());
      // Waiting for an answer until patience ends is late, too, and is the server's doing.
      boolean heldUp = late.compareTo(HELD_UP) > 0 && late.compareTo(target.timeout()) < 0;
      if (!heldUp || attempt == ATTEMPTS) {
        return CaseOutcome.failed(subject, took, failure.get());
      }
    }
  }

  private Optional<CaseFailure> attempt(ConformanceCase subject, ConformanceTarget target) {
    Bindings bindings = new Bindings(nextKey(), clock);
    try (CaseSession session = new CaseSession(target, bindings)) {
      Duration patience = subject.waits().plus(ALLOWANCE);
      ScheduledFuture<?> deadline =
          watchdog.schedule(session::expire, patience.toMillis(), TimeUnit.MILLISECONDS);
      int line = subject.steps().get(0).line();
      try {
        session.use(CaseSession.FIRST_CONNECTION, subject.protocol().framing());
        for (Step step : subject.steps()) {
          line = step.line();
          step.run(session);
        }
        session.probeAll();
        return Optional.empty();
      } catch (StepFailure e) {
        return Optional.of(
            failure(subject, session, line, e.getMessage(), e.wanted(), e.got(), e.mark()));
      } catch (IOException e) {
        String problem =
            session.hasExpired() ? "stuck for " + patience.toSeconds() + " s" : e.toString();
        return Optional.of(
            failure(subject, session, line, problem, "a working connection", "", -1));
      } finally {
        deadline.cancel(false);
      }
    }
  }

  private static CaseFailure failure(
      ConformanceCase subject,
      CaseSession session,
      int line,
      String problem,
      String wanted,
      String got,
      int mark) {
    return new CaseFailure(
        subject.location(line), problem, Escapes.show(session.lastSent()), wanted, got, mark);
  }

  /** All keys have one length, so that sizes in cases can be exact. */
  private String nextKey() {
    return String.format("cc%4s%5s", runId, Integer.toString(runs.incrementAndGet(), 36))
        .replace(' ', '0');
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
