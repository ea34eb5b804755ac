package dev.memotor.benchmarks.churn;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Some clients that read through the servers, and a sample of each server at the end of every
 * interval.
 *
 * @param censusEvery how many intervals there are from one count of live values to the next
 */
record Churn(Contents contents, int clients, Duration interval, int censusEvery) {

  /** Returns a history for each server. */
  List<History> run(List<Subject> subjects, PrintWriter log) throws IOException {
    long begin = System.nanoTime();
    ExecutorCompletionService<Void> running =
        new ExecutorCompletionService<>(
            task -> {
              Thread thread = new Thread(task, "churn-client");
              // If one fails, the others are not awaited.
              thread.setDaemon(true);
              thread.start();
            });
    for (int i = 0; i < clients; i++) {
      running.submit(new ReadThrough(contents, subjects, begin, i));
    }
    int intervals = (int) Math.floor(contents.runSeconds() * 1e9 / interval.toNanos());
    List<List<Sample>> samples = new ArrayList<>();
    subjects.forEach(subject -> samples.add(new ArrayList<>()));
    for (int i = 1; i <= intervals; i++) {
      awaitUnlessFailed(running, begin + i * interval.toNanos());
      for (int j = 0; j < subjects.size(); j++) {
        Sample sample = subjects.get(j).sample(i * interval.toNanos() / 1e9, i % censusEvery == 0);
        samples.get(j).add(sample);
        log.printf(
            Locale.ROOT,
            "%.0f of %.0f s, %s: hits %.1f %%, %,d MB resident, longest safepoint %.1f ms%n",
            sample.second(),
            contents.runSeconds(),
            subjects.get(j).label(),
            100.0 * sample.replies().hits() / sample.replies().gets(),
            sample.residentBytes() >> 20,
            sample.longestSafepoint() / 1e6);
      }
    }
    List<History> histories = new ArrayList<>();
    for (int j = 0; j < subjects.size(); j++) {
      histories.add(new History(subjects.get(j).label(), samples.get(j)));
    }
    return histories;
  }

  private static void awaitUnlessFailed(ExecutorCompletionService<Void> running, long due)
      throws IOException {
    try {
      long left = due - System.nanoTime();
      while (left > 0) {
        Future<Void> done = running.poll(left, TimeUnit.NANOSECONDS);
        if (done != null) {
          done.get();
        }
        left = due - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted under load", e);
    } catch (ExecutionException e) {
      throw new IOException("a client failed: " + e.getCause(), e);
    }
  }
}
