package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.CaseSession;
import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.cases.SentKeys;
import dev.memotor.conformance.cases.Step;
import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.wire.StepFailure;
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

/** Runs cases, each with its own connections and key. Thread-safe. */
public final class CaseRunner implements AutoCloseable {

  /** A case that takes longer than its waits and this is stuck, for instance in a write. */
  private static final Duration ALLOWANCE = Duration.ofSeconds(30);

  private final String runId = Long.toString(new SecureRandom().nextLong(36 * 36 * 36 * 36), 36);
  private final SentKeys keys = new SentKeys();
  private final AtomicInteger runs = new AtomicInteger();
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "conformance-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  public CaseOutcome run(ConformanceCase subject, ConformanceTarget target) {
    Optional<String> reason = target.whyNotApplicable(subject);
    if (reason.isPresent()) {
      return CaseOutcome.skipped(subject, reason.get());
    }
    long start = System.nanoTime();
    Optional<CaseFailure> failure = attempt(subject, target);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return failure
        .map(f -> CaseOutcome.failed(subject, took, f))
        .orElseGet(() -> CaseOutcome.passed(subject, took));
  }

  private Optional<CaseFailure> attempt(ConformanceCase subject, ConformanceTarget target) {
    Bindings bindings = new Bindings(nextKey(), clock);
    try (CaseSession session = new CaseSession(target, bindings, keys)) {
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
            failure(subject, session, line, e.problem(), e.wanted(), e.got(), e.mark()));
      } catch (IOException e) {
        String problem =
            session.hasExpired()
                ? "stuck for " + patience.toSeconds() + " s"
                : Escapes.show(e.toString());
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

  /** Removes from the server what the cases run so far left there. */
  void removeItems(ConformanceTarget target) {
    keys.remove(target);
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
