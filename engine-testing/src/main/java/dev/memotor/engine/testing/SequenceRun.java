package dev.memotor.engine.testing;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one generated sequence on an engine and, at the same time, on the model. */
public final class SequenceRun {

  private static final int TRACE_SHOWN = 60;

  private final Engine engine;
  private final ManualClock clock;
  private final List<Key> keys;
  private final Duration patience;
  private final ReferenceModel model = new ReferenceModel();
  private final List<String> trace = new ArrayList<>();

  public SequenceRun(Engine engine, ManualClock clock, List<Key> keys, Duration patience) {
    this.engine = engine;
    this.clock = clock;
    this.keys = keys;
    this.patience = patience;
  }

  /**
   * Runs the steps in batches of at most {@code batchSize} operations; returns what went wrong with
   * all that led there, or null.
   */
  public @Nullable String run(List<Step> steps, int batchSize) {
    List<Operation> pending = new ArrayList<>();
    try {
      for (Step step : steps) {
        if (step instanceof Step.Operate operate) {
          Key key = keys.get(operate.key());
          Operation operation = operate.builder().build(model.item(key), clock.now());
          pending.add(operation);
          // An operation that does not report its new CAS number is followed by one that does;
          // when there is time for it, every operation is.
          if (batchSize == 1 || hidesCas(operation)) {
            pending.add(Operations.peek(key));
          }
          if (pending.size() >= batchSize) {
            execute(pending);
          }
          continue;
        }
        execute(pending);
        if (step instanceof Step.Advance advance) {
          trace.add("the clock moves on by " + advance.seconds());
          clock.advance(advance.seconds());
        } else {
          trace.add("flush");
          engine.flush().toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
          model.flush();
        }
      }
      execute(pending);
      for (Key key : keys) {
        execute(new ArrayList<>(List.of(Operations.peek(key))));
      }
      return null;
    } catch (AssertionError | Exception e) {
      List<String> shown = trace.subList(Math.max(0, trace.size() - TRACE_SHOWN), trace.size());
      return e + "\n  after " + String.join("\n        ", shown);
    }
  }

  private static boolean hidesCas(Operation operation) {
    return operation instanceof Delete delete && delete.keep() != Delete.Keep.NOTHING;
  }

  private void execute(List<Operation> operations) {
    if (operations.isEmpty()) {
      return;
    }
    RecordingBatch batch = new RecordingBatch(operations);
    operations.clear();
    engine.execute(batch);
    batch.await(patience);
    for (int i = 0; i < batch.size(); i++) {
      Operation operation = batch.operation(i);
      trace.add(
          (batch.size() > 1 && i > 0 ? "  and " : "")
              + Operations.show(operation)
              + " -> "
              + batch.outcome(i));
      Result actual = batch.result(i);
      Item reported = hidesCas(operation) ? batch.result(i + 1).itemOrNull() : actual.itemOrNull();
      Result expected = model.apply(operation, clock.now(), reported == null ? 0 : reported.cas());
      String difference = ResultComparison.difference(operation, expected, actual);
      if (difference != null) {
        throw new AssertionError(difference);
      }
    }
  }
}
