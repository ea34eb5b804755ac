package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that open, and such that had better not. */
final class OpeningTest {

  @TempDir Path directory;
  private Path store;

  @BeforeEach
  void nameStore() {
    store = directory.resolve("store");
  }

  private static void refused(String uri, Kind kind, String... words) {
    assertThatThrownBy(() -> TestEngines.open(uri).close())
        .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void secondEngine_inThisProcess_isTurnedAway() {
    try (Engine first = TestEngines.open(store)) {
      refused("rocksdb:" + store, Kind.UNAVAILABLE, "in use by this very process");
      refused("rocksdb:" + store, Kind.UNAVAILABLE, "in use by this very process");
      TestBatch.call(first, TestBatch.set("k", "v"));
    }
    TestEngines.open(store).close();
  }

  @Test
  void secondProcess_isTurnedAway_andToldWhoIsThere() throws Exception {
    try (ChildProcess child = ChildProcess.start(FillingMain.class, "rocksdb:" + store)) {
      assertThat(child.line()).isEqualTo("open");
      refused(
          "rocksdb:" + store,
          Kind.UNAVAILABLE,
          "in use by another process (pid " + child.pid() + ")");
      child.kill();
    }
    TestEngines.open(store).close();
  }

  @Test
  void foreignDirectory_isLeftAlone() throws Exception {
    Files.createDirectory(store);
    Files.writeString(store.resolve("letter.txt"), "dear");
    refused("rocksdb:" + store, Kind.CONFIGURATION, "not empty", "letter.txt");
    try (Stream<Path> files = Files.list(store)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void missingParent_andAFile_areNamed() throws Exception {
    refused(
        "rocksdb:" + store.resolve("deep"), Kind.CONFIGURATION, store.toString(), "no directory");
    Files.writeString(store, "x");
    refused("rocksdb:" + store, Kind.CONFIGURATION, store.toString(), "is no directory");
  }

  @Test
  void emptyDirectory_isTaken() throws Exception {
    Files.createDirectory(store);
    Files.createDirectory(store.resolve("lost+found"));
    TestEngines.open(store).close();
  }

  @Test
  void unknownFormat_isRefused() {
    TestEngines.open(store).close();
    StoreOptions options = TestEngines.options("rocksdb:" + store);
    try (StoreDirectory claimed = StoreDirectory.claim(store, null);
        Database database = Database.open(options, claimed)) {
      database.writeMeta(StoreKeys.FORMAT, StoreKeys.number(9), Database.Manner.DURABLE);
    }
    refused("rocksdb:" + store, Kind.CONFIGURATION, "format 9", "reads format 1");
  }

  @Test
  void shortenedTable_isRefused() throws Exception {
    fillAndClose();
    try (FileChannel file = FileChannel.open(largest(".sst"), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    refused("rocksdb:" + store, Kind.CORRUPT, "is damaged", "Restore");
  }

  @Test
  void missingTable_isRefused() throws Exception {
    fillAndClose();
    Files.delete(largest(".sst"));
    refused("rocksdb:" + store, Kind.CORRUPT, "is damaged", "Restore");
  }

  @Test
  void damagedManifest_isRefused() throws Exception {
    fillAndClose();
    Path manifest;
    try (Stream<Path> files = Files.list(store)) {
      manifest =
          files
              .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
    }
    flip(manifest, 100);
    refused("rocksdb:" + store, Kind.CORRUPT, "is damaged", "Restore");
  }

  @Test
  void damagedBlock_isToldToItsReader() throws Exception {
    fillAndClose();
    flip(largest(".sst"), 5_000);
    try (Engine engine = TestEngines.open(store)) {
      int failures = 0;
      for (int i = 0; i < 2000; i++) {
        EngineException failure =
            TestBatch.run(engine, new dev.memotor.engine.Get(dev.memotor.engine.Key.of("k" + i)))
                .failure(0);
        if (failure != null) {
          assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
          failures++;
        }
      }
      assertThat(failures).isBetween(1, 200);
    }
  }

  @Test
  void tornLog_isNoDamage_butAHoleInItIs() throws Exception {
    Path copy = directory.resolve("copy");
    fillAndCopy(copy, 2000);
    Path log = newestLog(copy);
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 30);
    }
    try (Engine engine = TestEngines.open(copy)) {
      assertThat(TestBatch.text(engine, "k1998")).startsWith("v1998");
      assertThat(TestBatch.text(engine, "k1999")).isNull();
    }
    Path holed = directory.resolve("holed");
    fillAndCopy(holed, 4000);
    log = newestLog(holed);
    flip(log, Files.size(log) / 2);
    refused("rocksdb:" + holed, Kind.CORRUPT, "is damaged", "Restore");
  }

  @Test
  void walDirectory_isRemembered() throws Exception {
    Path wal = directory.resolve("wal");
    String uri = "rocksdb:" + store + "?wal-dir=" + wal;
    try (ChildProcess child = ChildProcess.start(CountingMain.class, uri, "-1", "-1")) {
      assertThat(child.line()).isEqualTo("ready");
      for (int i = 0; i < 50; i++) {
        child.line();
      }
      child.kill();
    }
    refused("rocksdb:" + store, Kind.CONFIGURATION, "unread log", "wal-dir=");
    try (Engine engine = TestEngines.open(uri)) {
      assertThat(TestBatch.text(engine, "t0-1")).isEqualTo("v1");
    }
    // Ended in good order, it may move.
    try (Engine engine = TestEngines.open(store)) {
      assertThat(TestBatch.text(engine, "t0-1")).isEqualTo("v1");
    }
  }

  private void fillAndClose() {
    try (Engine engine = TestEngines.open("rocksdb:" + store + "?compression=none")) {
      fill(engine, 2000);
    }
  }

  private static void fill(Engine engine, int items) {
    for (int i = 0; i < items; i++) {
      TestBatch.call(engine, TestBatch.set("k" + i, "v" + i + "-".repeat(100)));
    }
  }

  /** What is on the disk at a moment, as a kill would leave it. */
  private void fillAndCopy(Path target, int items) throws IOException {
    try (Engine engine = TestEngines.open("rocksdb:" + store + items)) {
      fill(engine, items);
      Files.createDirectory(target);
      try (Stream<Path> files = Files.list(Path.of(store.toString() + items))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (!file.getFileName().toString().equals(StoreDirectory.WAL_FILE)) {
            Files.copy(file, target.resolve(file.getFileName()));
          }
        }
      }
    }
  }

  private Path largest(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static Path newestLog(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) ~one.get(0)).flip();
      channel.write(one, at);
    }
  }
}
