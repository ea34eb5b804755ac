package dev.memotor.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Runs a suite in the order that costs least time: cases that wait for the clock all wait together
 * while the others run; those that touch what all connections share come last and alone.
 */
public final class SuiteRun {

  private static final int WAITING_MAX = 128;

  private final ConformanceTarget target;
  private final Consumer<CaseOutcome> listener;

  /**
   * @param listener told of each outcome as it is known; never by two threads at once
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
              CompletableFuture.runAsync(
                  () -> record.accept(runner.run(subject, target)), waiting));
        }
      }
      for (ConformanceCase subject : suite.cases()) {
        if (!subject.exclusive() && subject.waits().isZero()) {
          record.accept(runner.run(subject, target));
        }
      }
      waits.forEach(CompletableFuture::join);
      for (ConformanceCase subject : suite.cases()) {
        if (subject.exclusive()) {
          record.accept(runner.run(subject, target));
        }
      }
    } finally {
      waiting.shutdownNow();
    }
    return outcomes;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "conformance-waiting-case");
    thread.setDaemon(true);
    return thread;
  }
}
