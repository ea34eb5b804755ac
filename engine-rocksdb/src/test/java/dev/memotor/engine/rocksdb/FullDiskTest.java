package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a disk that becomes full and then has space again. */
final class FullDiskTest {

  @TempDir Path directory;

  /**
   * A limit on the length of files stands in for the full disk, because it takes no privileges.
   * RocksDB has no code for it, so the failure is not of kind FULL.
   */
  @Test
  void failedCommits_loseNothing_showNothing_andEnd() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(FillingMain.class, "rocksdb:" + directory.resolve("store"))) {
      assertThat(child.line()).isEqualTo("open");
      limitFiles(child, "6000000");
      child.say("fill");
      assertThat(child.line()).startsWith("failed UNAVAILABLE ");
      assertThat(child.line()).isEqualTo("reads true");
      limitFiles(child, "unlimited");
      child.say("go on");
      assertThat(child.line()).isEqualTo("again true");
      assertThat(child.line()).isEqualTo("reopened true");
      assertThat(child.exitCode()).isZero();
    }
  }

  private static void limitFiles(ChildProcess child, String bytes) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(child.pid()), "--fsize=" + bytes + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(prlimit.exitValue()).isZero();
  }

  @Test
  void shortDisk_refusesToStore_butReadsAndDeletes() throws Exception {
    AtomicLong needed = new AtomicLong();
    try (Engine engine =
        RocksDbEngine.open(
            TestEngines.options("rocksdb:" + directory.resolve("store")),
            Engines.context(EngineClock.system()),
            () -> new DiskWatch.Room(needed.get() == 0 ? 1L << 40 : 0, 1000))) {
      RecordingBatch.run(engine, Operations.set("a", "1"), Operations.set("b", "2")).result(0);
      needed.set(1000);
      Await.until(() -> RecordingBatch.failure(engine, Operations.set("c", "3")) != null);
      assertThat(RecordingBatch.failure(engine, Operations.set("c", "3")).kind())
          .isEqualTo(Kind.FULL);
      assertThat(RecordingBatch.text(engine, "c")).isNull();
      // The value that a plain set was meant to replace must be gone.
      assertThat(RecordingBatch.failure(engine, Operations.set("a", "9")).kind())
          .isEqualTo(Kind.FULL);
      assertThat(RecordingBatch.text(engine, "a")).isNull();
      assertThat(RecordingBatch.text(engine, "b")).isEqualTo("2");
      assertThat(RecordingBatch.call(engine, new Delete(Key.of("b"))).isOk()).isTrue();
      needed.set(0);
      Await.until(() -> RecordingBatch.failure(engine, Operations.set("c", "3")) == null);
      assertThat(RecordingBatch.text(engine, "c")).isEqualTo("3");
    }
  }

  private Engine open(String store, DiskWatch.Probe probe) {
    return RocksDbEngine.open(
        TestEngines.options("rocksdb:" + directory.resolve(store)),
        Engines.context(EngineClock.system()),
        probe);
  }

  @Test
  void spaceForUnflushedWrites_isReserved() {
    long free = 24L << 20;
    byte[] value = new byte[100_000];
    int stored = 0;
    // According to this probe, writes do not take disk space yet.
    try (Engine engine = open("store", () -> new DiskWatch.Room(free, 1L << 20))) {
      EngineException failure = null;
      while (failure == null && stored < 1000) {
        failure =
            RecordingBatch.run(
                    engine,
                    new Store(Key.of("k" + stored), Store.Mode.ADD, value, 0, Exptime.NEVER))
                .failure(0);
        stored++;
      }
      assertThat(failure).isNotNull();
      assertThat(failure.kind()).isEqualTo(Kind.FULL);
      assertThat(stored * 2L * value.length).as("log and tables").isLessThan(free);
    }
  }

  @Test
  void noSpaceToRecover_readsContinue_andWritesResumeWithSpace() throws Exception {
    AtomicLong free = new AtomicLong(1L << 40);
    try (Engine engine = open("store", () -> new DiskWatch.Room(free.get(), 1000))) {
      for (int i = 0; i < 500; i++) {
        RecordingBatch.call(engine, Operations.set("k" + i, "v" + i));
      }
      Copies.copy(directory.resolve("store"), directory.resolve("killed"));
    }
    free.set(0);
    try (Engine engine = open("killed", () -> new DiskWatch.Room(free.get(), 1000))) {
      for (int i = 0; i < 500; i++) {
        assertThat(RecordingBatch.text(engine, "k" + i)).isEqualTo("v" + i);
      }
      assertThat(RecordingBatch.failure(engine, Operations.set("new", "x")).kind())
          .isEqualTo(Kind.FULL);
      assertThat(RecordingBatch.failure(engine, new Delete(Key.of("k0"))).kind())
          .isEqualTo(Kind.UNAVAILABLE);
      free.set(1L << 40);
      Await.until(() -> RecordingBatch.failure(engine, Operations.set("new", "x")) == null);
      assertThat(RecordingBatch.call(engine, new Delete(Key.of("k0"))).isOk()).isTrue();
    }
    try (Engine engine = open("killed", () -> new DiskWatch.Room(free.get(), 1000))) {
      assertThat(RecordingBatch.text(engine, "k0")).isNull();
      assertThat(RecordingBatch.text(engine, "new")).isEqualTo("x");
      for (int i = 1; i < 500; i++) {
        assertThat(RecordingBatch.text(engine, "k" + i)).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void incompleteFiles_areDeletedWhenSpaceIsShort() throws Exception {
    try (Engine engine = open("store", () -> new DiskWatch.Room(1L << 40, 1000))) {
      RecordingBatch.call(engine, Operations.set("k", "v"));
      Copies.copy(directory.resolve("store"), directory.resolve("killed"));
    }
    Path unfinished = directory.resolve("killed").resolve("000099.sst");
    Files.write(unfinished, new byte[1000]);
    try (Engine engine =
        open("killed", () -> new DiskWatch.Room(Files.exists(unfinished) ? 0 : 1L << 40, 1000))) {
      assertThat(RecordingBatch.text(engine, "k")).isEqualTo("v");
      assertThat(RecordingBatch.call(engine, Operations.set("k", "w")).isOk()).isTrue();
    }
  }
}
