package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
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

/** Tests which stores open and which are refused. */
final class OpeningTest {

  @TempDir Path directory;
  private Path store;

  @BeforeEach
  void nameStore() {
    store = directory.resolve("store");
  }

  private static void refused(String uri, Kind kind, String... words) {
    assertThatThrownBy(() -> Engines.open(uri).close())
        .isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void secondEngine_inThisProcess_isRefused() {
    try (Engine first = TestEngines.open(store)) {
      refused("rocksdb:" + store, Kind.UNAVAILABLE, "in use by this very process");
      refused("rocksdb:" + store, Kind.UNAVAILABLE, "in use by this very process");
      RecordingBatch.call(first, Operations.set("k", "v"));
    }
    TestEngines.open(store).close();
  }

  @Test
  void secondProcess_isRefused_withThePid() throws Exception {
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
        "rocksdb:" + store.resolve("deep"),
        Kind.CONFIGURATION,
        store.toString(),
        "not a directory");
    Files.writeString(store, "x");
    refused("rocksdb:" + store, Kind.CONFIGURATION, store.toString(), "is not a directory");
  }

  @Test
  void emptyDirectory_isAccepted() throws Exception {
    Files.createDirectory(store);
    Files.createDirectory(store.resolve("lost+found"));
    TestEngines.open(store).close();
  }

  @Test
  void unknownFormat_isRefused() {
    TestEngines.open(store).close();
    StoreOptions options = TestEngines.options("rocksdb:" + store);
    try (StoreDirectory claimed = StoreDirectory.claim(store, null);
        Database database = Database.open(options, claimed, claimed::usableBytes)) {
      database.writeMeta(StoreKeys.FORMAT, StoreKeys.number(9), Database.WriteMode.DURABLE);
    }
    refused("rocksdb:" + store, Kind.CONFIGURATION, "format 9", "reads format 1");
  }

  @Test
  void shortenedTable_isRefused() throws Exception {
    fillAndClose();
    try (FileChannel file = FileChannel.open(largest(".sst"), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    refused("rocksdb:" + store, Kind.CORRUPT, "is damaged", ".sst has", "Restore");
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
  void damagedBlock_failsItsReads() throws Exception {
    fillAndClose();
    flip(largest(".sst"), 5_000);
    try (Engine engine = TestEngines.open(store)) {
      int failures = 0;
      for (int i = 0; i < 2000; i++) {
        EngineException failure =
            RecordingBatch.run(
                    engine, new dev.memotor.engine.Get(dev.memotor.engine.Key.of("k" + i)))
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
  void walDirectory_isRemembered() throws Exception {
    Path wal = directory.resolve("wal");
    String uri = "rocksdb:" + store + "?wal-dir=" + wal;
    String[] acknowledged = {};
    try (ChildProcess child = ChildProcess.start(CountingMain.class, uri, "-1", "-1")) {
      assertThat(child.line()).isEqualTo("ready");
      for (int i = 0; i < 50; i++) {
        acknowledged = child.line().split(" ");
      }
      child.kill();
    }
    refused("rocksdb:" + store, Kind.CONFIGURATION, "unread log", "wal-dir=");
    String key = "t" + acknowledged[0] + "-" + acknowledged[1];
    try (Engine engine = Engines.open(uri)) {
      assertThat(RecordingBatch.text(engine, key)).isEqualTo("v" + acknowledged[1]);
    }
    // After a clean shutdown, it may move.
    try (Engine engine = TestEngines.open(store)) {
      assertThat(RecordingBatch.text(engine, key)).isEqualTo("v" + acknowledged[1]);
    }
  }

  @Test
  void movedStore_opens_closedOrKilled() throws Exception {
    Path killed = fillAndCopy(store, directory.resolve("killed"));
    Path moved = Files.move(store, directory.resolve("moved"));
    assertWhole("rocksdb:" + moved);
    assertWhole("rocksdb:" + killed);
    for (String file : new String[] {StoreIdentity.STORE_FILE, StoreIdentity.WAL_FILE}) {
      assertThat(StateFile.read(moved.resolve(file)).values())
          .noneMatch(value -> value.contains("/"));
    }
  }

  @Test
  void copy_neverTouchesItsOriginal() throws Exception {
    Path original = fillAndCopy(store, directory.resolve("original"));
    Path copy = Copies.copy(original, directory.resolve("copy"));
    refused(
        "rocksdb:" + copy + "?wal-dir=" + original, Kind.CONFIGURATION, "wal-dir", "another store");
    assertWhole("rocksdb:" + copy);
    assertWhole("rocksdb:" + original);
  }

  @Test
  void copy_ofAStoreWithItsLogElsewhere_needsACopyOfTheLog() throws Exception {
    Path wal = directory.resolve("wal");
    Path original = directory.resolve("original");
    Path log = directory.resolve("log");
    Files.createDirectory(log);
    try (Engine engine = Engines.open("rocksdb:" + store + "?wal-dir=" + wal)) {
      fill(engine, 2000);
      Copies.copy(store, original);
      Copies.copy(wal, log);
    }
    // The log's owner, of which this store is a copy, still exists.
    refused("rocksdb:" + original, Kind.CONFIGURATION, "unread log", "wal-dir=" + wal);
    refused(
        "rocksdb:" + original + "?wal-dir=" + log, Kind.CONFIGURATION, "belongs to", "is a copy");
    refused("rocksdb:" + original + "?wal-dir=" + wal, Kind.CONFIGURATION, "does not match");
    Files.move(store, directory.resolve("away"));
    assertWhole("rocksdb:" + original + "?wal-dir=" + log);
    Path second = Copies.copy(original, directory.resolve("second"));
    assertWhole("rocksdb:" + second);
    refused("rocksdb:" + second + "?wal-dir=" + log, Kind.CONFIGURATION, "does not match", "copy");
  }

  @Test
  void logUsedByACopy_isRefusedForTheOriginal() throws Exception {
    Path log = directory.resolve("log");
    String uri = "rocksdb:" + store + "?wal-dir=" + log;
    Path copy = directory.resolve("copy");
    Path older = directory.resolve("older");
    try (Engine engine = Engines.open(uri)) {
      fill(engine, 2000);
      Copies.copy(store, copy);
      Copies.copy(log, older);
    }
    Path away = Files.move(store, directory.resolve("away"));
    // The log of the killed store, whose directory was absent meanwhile.
    Copies.delete(log);
    Copies.copy(older, log);
    assertWhole("rocksdb:" + copy + "?wal-dir=" + log);
    Files.move(copy, directory.resolve("gone"));
    Files.move(away, store);
    refused(uri, Kind.CONFIGURATION, "does not match");
  }

  /** Makes a store like a version that recorded the absolute path of the log and no identity. */
  private Path older(Path copy, Path recorded) throws IOException {
    Files.delete(copy.resolve(StoreIdentity.STORE_FILE));
    Files.delete(copy.resolve(StoreIdentity.WAL_FILE));
    Files.writeString(copy.resolve(StoreIdentity.OLD_WAL_FILE), recorded + "\n");
    return copy;
  }

  @Test
  void storesOfOlderVersions_open_anywhere() throws Exception {
    Path killed = fillAndCopy(store, directory.resolve("killed"));
    Path copyOfOne = older(Copies.copy(killed, directory.resolve("copy")), store);
    Path moved = older(Copies.copy(killed, directory.resolve("moved")), Path.of("/no/such/place"));
    Path inPlace = older(killed, killed);
    for (Path old : new Path[] {copyOfOne, moved, inPlace}) {
      assertWhole("rocksdb:" + old);
      assertThat(old.resolve(StoreIdentity.OLD_WAL_FILE)).doesNotExist();
      assertWhole("rocksdb:" + old);
    }
    assertWhole("rocksdb:" + store);
  }

  @Test
  void olderStoreWithItsLogElsewhere_namesThePlace() throws Exception {
    Path wal = directory.resolve("wal");
    Path old = directory.resolve("old");
    Path log = directory.resolve("log");
    try (Engine engine = Engines.open("rocksdb:" + store + "?wal-dir=" + wal)) {
      fill(engine, 2000);
      Copies.copy(store, old);
      Copies.copy(wal, log);
    }
    Files.delete(log.resolve(StoreIdentity.WAL_FILE));
    Files.delete(old.resolve(StoreIdentity.STORE_FILE));
    Files.writeString(old.resolve(StoreIdentity.OLD_WAL_FILE), log + "\n");
    refused("rocksdb:" + old, Kind.CONFIGURATION, "unread log", "wal-dir=" + log);
    assertWhole("rocksdb:" + old + "?wal-dir=" + log);
  }

  @Test
  void interruptedFirstStart_beginsAgain() throws Exception {
    TestEngines.open(store).close();
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    // As far as it gets before RocksDB creates its first file.
    Files.createFile(fresh.resolve(StoreDirectory.LOCK_FILE));
    try (StoreDirectory claimed = StoreDirectory.claim(fresh, null)) {
      claimed.identity().claim();
    }
    TestEngines.open(fresh).close();
    TestEngines.open(fresh).close();
  }

  private static void assertWhole(String uri) {
    try (Engine engine = Engines.open(uri)) {
      for (int i = 0; i < 2000; i++) {
        assertThat(RecordingBatch.text(engine, "k" + i)).as(uri).startsWith("v" + i + "-");
      }
    }
  }

  /** Fills a store and copies it before it is closed, as a kill would leave it. */
  private static Path fillAndCopy(Path store, Path copy) throws IOException {
    try (Engine engine = Engines.open("rocksdb:" + store)) {
      fill(engine, 2000);
      return Copies.copy(store, copy);
    }
  }

  private void fillAndClose() {
    try (Engine engine = Engines.open("rocksdb:" + store + "?compression=none")) {
      fill(engine, 2000);
    }
  }

  private static void fill(Engine engine, int items) {
    for (int i = 0; i < items; i++) {
      RecordingBatch.call(engine, Operations.set("k" + i, "v" + i + "-".repeat(100)));
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
