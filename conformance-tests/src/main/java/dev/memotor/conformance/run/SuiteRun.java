package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Runs a suite in the order that costs least time: cases that wait for the clock all wait together
 * while the others run; those that touch what all connections share come last and alone. At the
 * end, the items that the cases stored are removed.
 */
public final class SuiteRun {

  private static final int WAITING_MAX = 128;

  private static final String GONE = "the server has not answered any more since an earlier case";

  private final ConformanceTarget target;
  private final Consumer<CaseOutcome> listener;
  private volatile boolean gone;

  /**
   * @param listener receives each outcome as it is known; never called by two threads at once
   */
  public SuiteRun(ConformanceTarget target, Consumer<CaseOutcome> listener) {
    this.target = target;
    this.listener = listener;
  }

  public List<CaseOutcome> run(ConformanceSuite suite) {
    List<CaseOutcome> outcomes = new ArrayList<>();
    Consumer<CaseOutcome> record =
        outcome -> {
          synchronized (outcomes) {
            outcomes.add(outcome);
            listener.accept(outcome);
          }
        };
    ExecutorService waiting = Executors.newFixedThreadPool(WAITING_MAX, SuiteRun::daemon);
    try (CaseRunner runner = new CaseRunner()) {
      List<CompletableFuture<Void>> waits = new ArrayList<>();
      for (ConformanceCase subject : suite.cases()) {
        if (!subject.exclusive() && !subject.waits().isZero()) {
          waits.add(
              CompletableFuture.runAsync(() -> record.accept(outcome(runner, subject)), waiting));
        }
      }
      for (ConformanceCase subject : suite.cases()) {
        if (!subject.exclusive() && subject.waits().isZero()) {
          record.accept(outcome(runner, subject));
        }
      }
      waits.forEach(CompletableFuture::join);
      for (ConformanceCase subject : suite.cases()) {
        if (subject.exclusive()) {
          record.accept(outcome(runner, subject));
        }
      }
      if (!gone) {
        runner.removeItems(target);
      }
    } finally {
      waiting.shutdownNow();
    }
    return outcomes;
  }

  private CaseOutcome outcome(CaseRunner runner, ConformanceCase subject) {
    if (gone) {
      return CaseOutcome.skipped(subject, GONE);
    }
    CaseOutcome outcome = runner.run(subject, target);
    if (outcome.status() == CaseOutcome.Status.FAILED && !target.answers(subject.protocol())) {
      gone = true;
    }
    return outcome;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "conformance-waiting-case");
    thread.setDaemon(true);
    return thread;
  }
}
