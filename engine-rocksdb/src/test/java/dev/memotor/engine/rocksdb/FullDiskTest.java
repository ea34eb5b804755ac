package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Key;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk on which nothing more can be written, and then can again. */
final class FullDiskTest {

  @TempDir Path directory;

  /**
   * A limit on the length of files stands for the full disk: it takes no special rights. RocksDB
   * has no code for it, so the failure is not of kind FULL.
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
  void shortDisk_refusesToStore_andGoesOnReadingAndDeleting() throws Exception {
    AtomicLong needed = new AtomicLong();
    try (Engine engine =
        RocksDbEngine.open(
            TestEngines.options("rocksdb:" + directory.resolve("store")),
            TestEngines.context(EngineClock.system()),
            needed::get)) {
      TestBatch.run(engine, TestBatch.set("a", "1"), TestBatch.set("b", "2")).result(0);
      needed.set(1000);
      Await.until(() -> TestBatch.run(engine, TestBatch.set("c", "3")).failure(0) != null);
      assertThat(TestBatch.run(engine, TestBatch.set("c", "3")).failure(0).kind())
          .isEqualTo(Kind.FULL);
      assertThat(TestBatch.text(engine, "c")).isNull();
      // Nobody may go on reading what a plain set was to replace.
      assertThat(TestBatch.run(engine, TestBatch.set("a", "9")).failure(0).kind())
          .isEqualTo(Kind.FULL);
      assertThat(TestBatch.text(engine, "a")).isNull();
      assertThat(TestBatch.text(engine, "b")).isEqualTo("2");
      assertThat(TestBatch.call(engine, new Delete(Key.of("b"))).isOk()).isTrue();
      needed.set(0);
      Await.until(() -> TestBatch.run(engine, TestBatch.set("c", "3")).failure(0) == null);
      assertThat(TestBatch.text(engine, "c")).isEqualTo("3");
    }
  }
}
