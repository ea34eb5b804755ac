package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Operations have the outcomes of {@link dev.memotor.engine.Semantics}, alone and in batches. */
abstract class OutcomesPromise extends Promise {

  OutcomesPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void outcomes_oneByOne_areThoseOfTheSemantics() throws Exception {
    runSequences(1);
  }

  @Test
  void outcomes_inBatches_areThoseOfALoop() throws Exception {
    runSequences(7);
    runSequences(100);
  }

  private void runSequences(int batchSize) throws Exception {
    List<Key> keys = List.of(Key.of("a"), Key.of("b"), Key.of(new byte[] {0, -1, 32, 10}));
    for (int i = 0; i < 4; i++) {
      long seed = System.nanoTime();
      List<Step> steps = new OperationGenerator(seed, keys).sequence(contract.effort());
      String failure = runSequence(steps, keys, batchSize);
      if (failure != null) {
        String shortest =
            SequenceShrinker.shrink(steps, failure, fewer -> runSequence(fewer, keys, batchSize));
        fail("seed " + seed + ", batches of up to " + batchSize + ": " + shortest);
      }
    }
  }

  private @Nullable String runSequence(List<Step> steps, List<Key> keys, int batchSize) {
    try (Engine fresh = contract.open(context())) {
      return new SequenceRun(fresh, clock, keys, contract.patience()).run(steps, batchSize);
    } catch (Exception e) {
      throw new AssertionError("the engine does not open or does not close", e);
    }
  }

  @Test
  void batch_oneKeyManyTimes_takesEffectInOrder() {
    Key key = Key.of("k");
    RecordingBatch batch =
        submit(
            Operations.peek(key),
            Operations.set(key, "1"),
            Operations.up(key, 4),
            Operations.append(key, "0"),
            Operations.peek(key),
            new Delete(key),
            Operations.peek(key),
            Operations.store(key, Store.Mode.ADD, "again", null),
            Operations.store(key, Store.Mode.ADD, "never", null),
            Operations.peek(key));
    batch.await(contract.patience());
    assertEquals(Status.NOT_FOUND, batch.result(0).status());
    assertEquals(5, batch.result(2).number());
    assertValue("50", batch.result(4).itemOrNull());
    assertEquals(Status.OK, batch.result(5).status());
    assertEquals(Status.NOT_FOUND, batch.result(6).status());
    assertEquals(Status.OK, batch.result(7).status());
    assertEquals(Status.NOT_STORED, batch.result(8).status());
    assertValue("again", batch.result(9).itemOrNull());
  }

  @Test
  void batch_ofTenThousand_endsEachOperation() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      operations.add(Operations.set(Key.of("k" + i), "v" + i));
    }
    for (int i = 0; i < 5_000; i++) {
      operations.add(new Get(Key.of("k" + i)));
    }
    RecordingBatch batch = submit(new RecordingBatch(operations));
    batch.await(contract.patience());
    for (int i = 0; i < 5_000; i++) {
      assertValue("v" + i, batch.result(5_000 + i).itemOrNull());
    }
  }
}
