package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expired items are removed without being read. */
final class ExpiryTest {

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.stoppedNow();

  private Engine open() {
    return Engines.open("rocksdb:" + directory.resolve("store") + "?sweep-interval=10ms", clock);
  }

  @Test
  void sweeper_removesOnlyExpiredItems() {
    long now = clock.now();
    try (Engine engine = open()) {
      for (int i = 0; i < 1000; i++) {
        RecordingBatch.call(engine, Operations.set("short" + i, "x", now + 10));
        RecordingBatch.call(engine, Operations.set("long" + i, "x", now + 1000));
      }
      for (int i = 0; i < 300; i++) {
        // Their first index entries are outdated.
        RecordingBatch.call(engine, new Touch(Key.of("short" + i), now + 1000));
        RecordingBatch.call(engine, Operations.set("short" + (300 + i), "y"));
      }
      RecordingBatch.call(engine, Operations.set("short900", "z", now + 10));
      clock.advance(10);
      Await.until(() -> engine.stats().expired() == 400);
      assertThat(RocksDbEngineTest.scan(engine)).hasSize(1600);
      clock.advance(990);
      Await.until(() -> engine.stats().expired() == 1700);
      Await.until(() -> engine.stats().items() == 300);
      assertThat(RocksDbEngineTest.scan(engine)).hasSize(300);
    }
    clock.advance(1_000_000);
    try (Engine engine = open()) {
      assertThat(RocksDbEngineTest.scan(engine)).hasSize(300);
    }
  }

  @Test
  void sweeper_removesItemsExpiredWhileClosed_andAfterTheClockWasSetBack() {
    long now = clock.now();
    try (Engine engine = open()) {
      RecordingBatch.call(engine, Operations.set("a", "x", now + 10));
    }
    clock.advance(50);
    try (Engine engine = open()) {
      Await.until(() -> engine.stats().expired() == 1);
      clock.advance(-1000);
      RecordingBatch.call(engine, Operations.set("b", "x", clock.now() + 5));
      assertThat(RecordingBatch.text(engine, "b")).isEqualTo("x");
      clock.advance(5);
      Await.until(() -> engine.stats().expired() == 2);
    }
  }

  @Test
  void sweeper_amongWriters_neverRemovesALiveItem() throws Exception {
    try (Engine engine = open()) {
      Thread mover =
          new Thread(
              () -> {
                for (int i = 0; i < 300; i++) {
                  clock.advance(1);
                  Thread.yield();
                }
              });
      mover.start();
      Random random = new Random(5);
      while (mover.isAlive()) {
        for (int i = 0; i < 20; i++) {
          Key key = Key.of("k" + random.nextInt(20));
          // Expires a moment from now, is swept, and is rewritten without expiry in between.
          RecordingBatch.call(
              engine, new Store(key, Store.Mode.SET, new byte[] {1}, 0, clock.now() + 1));
          Operation keep = new Store(key, Store.Mode.SET, new byte[] {2}, 0, 0);
          RecordingBatch batch = RecordingBatch.run(engine, keep, new Get(key));
          assertThat(batch.result(1).isOk()).isTrue();
          Item item = RecordingBatch.call(engine, new Get(key)).itemOrNull();
          assertThat(item).isNotNull();
          assertThat(item.value().bytes()).containsExactly(2);
        }
      }
      mover.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000})
  void space_isReclaimed(int length) {
    try (Engine engine = open()) {
      int items = 20_000_000 / length;
      Random random = new Random(6);
      for (int i = 0; i < items; ) {
        Operation[] operations = new Operation[Math.min(100, items - i)];
        for (int k = 0; k < operations.length; k++, i++) {
          byte[] value = new byte[length];
          random.nextBytes(value);
          operations[k] = new Store(Key.of("k" + i), Store.Mode.SET, value, 0, clock.now() + 60);
        }
        RecordingBatch.run(engine, operations).result(0);
      }
      assertThat(sizeOnDisk()).isGreaterThan(20_000_000);
      clock.advance(60);
      Await.until(() -> engine.stats().expired() == items);
      Await.until(() -> sizeOnDisk() < 1_000_000);
    }
  }

  private long sizeOnDisk() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException e) {
      // A file was deleted meanwhile.
      return Long.MAX_VALUE;
    }
  }
}
