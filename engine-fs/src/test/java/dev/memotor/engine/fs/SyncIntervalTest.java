package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the periodic sync reports as durable is durable. */
final class SyncIntervalTest {

  private static final Path ROOT = Path.of("/sim");
  private static final int KEYS = 30;

  private final SimulatedDisk disk = new SimulatedDisk(ROOT);

  private static FsEngine open(SimulatedDisk disk, String boot) {
    SyncPolicy sync = SyncPolicy.every(Duration.ofMillis(1));
    return FsEngine.open(
        new FsSetup(disk, ROOT, new FileNames(), sync, 2, 1000, boot, () -> {}), () -> 1_000_000);
  }

  private static void setAll(FsEngine engine, String value) {
    for (int i = 0; i < KEYS; i++) {
      byte[] bytes = (value + i).getBytes(StandardCharsets.US_ASCII);
      RecordingBatch.call(
          engine, new Store(Key.of("k" + i), Store.Mode.SET, bytes, 0, Exptime.NEVER));
    }
  }

  private static void awaitSync(FsEngine engine) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!engine.stats().details().get("sync_pending").equals("0")) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void syncedItems_surviveAPowerFailure(boolean together) {
    disk.forceAll(together);
    FsEngine engine = open(disk, "first");
    setAll(engine, "one");
    awaitSync(engine);
    setAll(engine, "two");
    awaitSync(engine);
    assertAll("two");
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writesDuringASync_doNotCountAsDurable(int times) throws InterruptedException {
    disk.forceAll(true);
    FsEngine engine = open(disk, "first");
    setAll(engine, "one");
    awaitSync(engine);
    CountDownLatch written = new CountDownLatch(1);
    Runnable overwriteAll =
        () -> {
          for (int i = 1; i <= times; i++) {
            setAll(engine, "during" + i + "-");
          }
          written.countDown();
        };
    // While one sync is delayed, all keys are queued for the next, and their files then change.
    disk.afterForceAll(
        () -> {
          setAll(engine, "before");
          disk.afterForceAll(overwriteAll);
        });
    RecordingBatch.call(
        engine, new Store(Key.of("first"), Store.Mode.SET, new byte[1], 0, Exptime.NEVER));
    written.await();
    awaitSync(engine);
    assertAll("during" + times + "-");
    engine.close();
  }

  private void assertAll(String value) {
    try (FsEngine after = open(disk.afterPowerCut(), "second")) {
      for (int i = 0; i < KEYS; i++) {
        byte[] found = RecordingBatch.call(after, new Get(Key.of("k" + i))).item().value().bytes();
        assertThat(new String(found, StandardCharsets.US_ASCII)).isEqualTo(value + i);
      }
    }
  }
}
