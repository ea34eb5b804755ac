package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A flush removes what came before it, and nothing else. */
abstract class FlushPromise extends Promise {

  FlushPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void flush_isABarrier() {
    for (int round = 0; round < 30; round++) {
      List<Operation> before = new ArrayList<>();
      List<Operation> after = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        before.add(Operations.set(Key.of("before" + i), "v"));
        before.add(Operations.set(Key.of("both" + i), "old"));
        after.add(Operations.set(Key.of("after" + i), "v"));
        after.add(Operations.store(Key.of("both" + i), Store.Mode.ADD, "new", null));
      }
      submit(new RecordingBatch(before));
      CompletableFuture<Void> flushed = engine.flush().toCompletableFuture();
      RecordingBatch last = submit(new RecordingBatch(after));
      finish(flushed);
      last.await(contract.patience());
      for (int i = 0; i < 40; i++) {
        assertEquals(Status.NOT_FOUND, call(new Get(Key.of("before" + i))).status());
        assertEquals(Status.OK, call(new Get(Key.of("after" + i))).status());
        assertEquals(Status.OK, last.result(2 * i + 1).status(), "add after the flush");
        assertValue("new", call(new Get(Key.of("both" + i))).itemOrNull());
      }
    }
    await("space of flushed items", () -> scan().size() == 80);
  }

  @Test
  void flush_amongWriters_keepsWhatCameLater() throws Exception {
    inParallel(
        6,
        thread -> {
          for (int i = 0; i < 40; i++) {
            Key key = Key.of("t" + thread);
            if (thread < 2) {
              RecordingBatch old = submit(Operations.set(key, "old"));
              CompletableFuture<Void> flushed = engine.flush().toCompletableFuture();
              finish(flushed);
              old.await(contract.patience());
              assertEquals(Status.NOT_FOUND, call(new Get(key)).status());
            } else {
              assertEquals(Status.OK, call(Operations.set(key, "v" + i)).status());
            }
          }
        });
    call(Operations.set(Key.of("last"), "v"));
    assertValue("v", call(new Get(Key.of("last"))).itemOrNull());
    flush();
    assertEquals(Map.of(), scan());
  }
}
