package dev.memotor.engine.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Operations on one key take effect in the order of submission, each of them atomically. */
abstract class OrderPromise extends Promise {

  private static final int BACKLOG = 64;

  /** A batch of pairs of a write and a get, and what the gets should read. */
  private record Sent(RecordingBatch batch, List<String> reads) {}

  OrderPromise(EngineContract contract) {
    super(contract);
  }

  @Test
  void order_perKey_isThatOfSubmission() throws Exception {
    int rounds = 150;
    inParallel(
        8,
        thread -> {
          Random random = new Random(thread);
          List<Sent> mine = new ArrayList<>();
          Map<Key, StringBuilder> expected = new HashMap<>();
          for (int round = 0; round < rounds; round++) {
            List<Operation> operations = new ArrayList<>();
            List<String> reads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
              Key key = Key.of("t" + thread + "k" + random.nextInt(4));
              StringBuilder value = expected.get(key);
              if (value == null || value.length() > 300) {
                value = new StringBuilder(".");
                expected.put(key, value);
                operations.add(Operations.set(key, "."));
              } else {
                value.append((char) ('a' + round % 26));
                operations.add(Operations.append(key, value.substring(value.length() - 1)));
              }
              operations.add(new Get(key));
              reads.add(value.toString());
            }
            RecordingBatch batch = submit(new RecordingBatch(operations));
            mine.add(new Sent(batch, reads));
            if (round >= BACKLOG) {
              mine.get(round - BACKLOG).batch.await(contract.patience());
            }
          }
          for (Sent sent : mine) {
            sent.batch.await(contract.patience());
            for (int i = 0; i < sent.reads.size(); i++) {
              assertValue(sent.reads.get(i), sent.batch.result(2 * i + 1).itemOrNull());
            }
          }
        });
  }

  @Test
  void increments_of16Writers_allCount() throws Exception {
    List<Key> keys = List.of(Key.of("c0"), Key.of("c1"), Key.of("c2"));
    keys.forEach(key -> call(Operations.set(key, "0")));
    int rounds = 250;
    inParallel(
        16,
        thread -> {
          List<RecordingBatch> mine = new ArrayList<>();
          for (int i = 0; i < rounds; i++) {
            List<Operation> ups = new ArrayList<>();
            keys.forEach(key -> ups.add(Operations.up(key, 1)));
            mine.add(submit(new RecordingBatch(ups)));
            if (i >= BACKLOG) {
              mine.get(i - BACKLOG).await(contract.patience());
            }
          }
          mine.forEach(batch -> batch.await(contract.patience()));
          mine.forEach(batch -> keys.forEach(key -> batch.result(keys.indexOf(key))));
        });
    for (Key key : keys) {
      assertValue(Integer.toString(16 * rounds), call(new Get(key)).itemOrNull());
    }
  }

  @Test
  void appendsAndAdds_ofManyWriters_loseNothing() throws Exception {
    Key list = Key.of("list");
    ConcurrentLinkedQueue<Status> adds = new ConcurrentLinkedQueue<>();
    inParallel(
        8,
        thread -> {
          for (int i = 0; i < 50; i++) {
            adds.add(call(Operations.store(list, Store.Mode.ADD, "", null)).status());
            call(Operations.append(list, thread + ","));
          }
        });
    assertEquals(1, Collections.frequency(new ArrayList<>(adds), Status.OK), "adds that won");
    String[] entries = text(call(new Get(list)).item().value().bytes()).split(",");
    assertEquals(8 * 50, entries.length);
  }
}
