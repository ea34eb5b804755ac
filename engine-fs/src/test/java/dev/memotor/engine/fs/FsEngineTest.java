package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Status;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.ManualClock;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsEngineTest {

  private static final Path SIM = Path.of("/sim");

  @TempDir Path root;

  @Test
  void theClocksMark_isWrittenWhenItChanges() throws IOException {
    ManualClock first = new ManualClock(1_800_000_000L).withMark("first 1");
    Path state = root.resolve(StateFile.NAME);
    try (Engine engine = Engines.open("fs:" + root, first)) {
      assertThat(engine.role(SchedulesFlushes.class).orElseThrow().scheduledFlush()).isZero();
      assertThat(state).content().contains("clock first 1\n");
      first.withMark("first 2");
      await(() -> contentOf(state).contains("clock first 2\n"));
    }
    ManualClock next = new ManualClock(1_800_000_000L).withMark("second");
    Engines.open("fs:" + root, next).close();
    assertThat(next.resumed()).containsExactly("first 2");
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      // It is being replaced.
      return "";
    }
  }

  private static Store set(String key, byte[] value) {
    return new Store(Key.of(key), Store.Mode.SET, value, 3, Exptime.NEVER);
  }

  private static Store set(String key, String value) {
    return set(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String get(Engine engine, String key) {
    Item item = RecordingBatch.call(engine, new Get(Key.of(key))).itemOrNull();
    return item == null ? null : new String(item.value().bytes(), StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private List<Path> itemFiles() {
    if (!Files.exists(root.resolve("items"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve("items"))) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFile_isNamedAfterItsKey_andHoldsItsValue() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("user:42", "hello"));
      List<Path> files = itemFiles();
      assertThat(files).hasSize(1);
      assertThat(files.get(0).getFileName()).hasToString("user:42");
      assertThat(Files.readString(files.get(0), StandardCharsets.ISO_8859_1))
          .startsWith("mmtr")
          .contains("user:42")
          .endsWith("hello");
      RecordingBatch.call(engine, new Delete(Key.of("user:42")));
      assertThat(itemFiles()).isEmpty();
    }
  }

  @Test
  void overwriting_createsNoFile() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("k", "first"));
      Object inode = Files.getAttribute(itemFiles().get(0), "unix:ino");
      for (int i = 0; i < 50; i++) {
        RecordingBatch.call(engine, set("k", "value " + i));
        RecordingBatch.call(engine, new Touch(Key.of("k"), Exptime.NEVER));
      }
      assertThat(get(engine, "k")).isEqualTo("value 49");
      assertThat(itemFiles()).hasSize(1);
      assertThat(Files.getAttribute(itemFiles().get(0), "unix:ino")).isEqualTo(inode);
      assertThat(Files.size(itemFiles().get(0))).isLessThanOrEqualTo(4096);
    }
  }

  @Test
  void secondOpener_isRefused() {
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThatThrownBy(() -> Engines.open("fs:" + root))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("in use by this very process");
      RecordingBatch.call(engine, set("k", "v"));
    }
    try (Engine again = Engines.open("fs:" + root)) {
      assertThat(get(again, "k")).isEqualTo("v");
    }
  }

  @Test
  void aForeignDirectory_isRefused() throws IOException {
    Files.writeString(root.resolve("thesis.txt"), "precious");
    assertThatThrownBy(() -> Engines.open("fs:" + root))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("choose an empty or new directory");
    assertThat(root.resolve("thesis.txt")).hasContent("precious");
    assertThatThrownBy(() -> Engines.open("fs:" + root.resolve("thesis.txt")))
        .hasMessageContaining("is a file");
  }

  @Test
  void wrongOptions_areNamed() {
    assertThatThrownBy(() -> Engines.open("fs:" + root + "?sync=sometimes"))
        .hasMessageContaining("option 'sync'")
        .hasMessageContaining("always, never or a duration");
    assertThatThrownBy(() -> Engines.open("fs:" + root + "?threads=0"))
        .hasMessageContaining("1 to 1024");
    assertThatThrownBy(() -> Engines.open("fs:" + root + "?colour=red"))
        .hasMessageContaining("no option");
  }

  @Test
  void foreignFiles_stay_andAreNotServed() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("a", "mine"));
    }
    Path directory = itemFiles().get(0).getParent();
    Files.writeString(directory.resolve("README"), "a note");
    Files.createDirectory(directory.resolve("sub"));
    Path taken =
        root.resolve("items")
            .resolve(DirectoryHash.name(DirectoryHash.directoryOf(Key.of("taken"))));
    Files.createDirectories(taken);
    Files.writeString(taken.resolve("taken"), "a squatter");
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(engine.stats().items()).isEqualTo(1);
      assertThat(engine.stats().details()).containsEntry("start_foreign_files", "3");
      RecordingBatch.call(engine, set("taken", "v"));
      assertThat(get(engine, "taken")).isEqualTo("v");
    }
    assertThat(taken.resolve("taken")).hasContent("a squatter");
    assertThat(taken.resolve("taken~1")).exists();
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(get(engine, "taken")).isEqualTo("v");
      assertThat(get(engine, "a")).isEqualTo("mine");
      engine.flush().toCompletableFuture().join();
      await(() -> !Files.exists(root.resolve("trash/0")));
    }
    try (Stream<Path> aside = Files.list(root.resolve("set-aside"))) {
      assertThat(aside.map(Path::toFile).map(File::length)).contains(6L, 10L);
    }
  }

  @Test
  void nonRegularFiles_areNeverOpened() throws IOException, InterruptedException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("a", "mine"));
      RecordingBatch.call(engine, set("b", "mine"));
    }
    Path a = new ItemPaths(root, new FileNames()).of(Key.of("a"), 0);
    Path directory = a.getParent();
    Files.createSymbolicLink(directory.resolve("link"), root.resolve("fifo"));
    makeFifo(root.resolve("fifo"));
    makeFifo(directory.resolve("fifo"));
    Files.createSymbolicLink(directory.resolve("zero"), Path.of("/dev/zero"));
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(get(engine, "a")).isEqualTo("mine");
      assertThat(engine.stats().details()).containsEntry("start_foreign_files", "3");
    }
    // In place of an item's file, where only the first use of the item notices.
    Path b = new ItemPaths(root, new FileNames()).of(Key.of("b"), 0);
    Files.delete(b);
    makeFifo(b);
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(get(engine, "b")).isNull();
      RecordingBatch.call(engine, set("b", "new"));
      assertThat(get(engine, "b")).isEqualTo("new");
      engine.flush().toCompletableFuture().join();
      await(() -> !Files.exists(root.resolve("trash/0")));
    }
    Files.delete(root.resolve(StateFile.NAME));
    makeFifo(root.resolve(StateFile.NAME));
    assertThatThrownBy(() -> Engines.open("fs:" + root))
        .hasMessageContaining(StateFile.NAME)
        .hasMessageContaining("FIFO");
  }

  private static void makeFifo(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void aDamagedFile_isQuarantined_andOthersAreServed() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("bad", "x".repeat(100)));
      RecordingBatch.call(engine, set("good", "y"));
    }
    Path bad = itemFiles().stream().filter(path -> path.endsWith("bad")).findFirst().orElseThrow();
    byte[] bytes = Files.readAllBytes(bad);
    bytes[600] ^= 1;
    Files.write(bad, bytes);
    Files.delete(root.resolve(IndexSnapshot.NAME));
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(get(engine, "bad")).isNull();
      assertThat(get(engine, "good")).isEqualTo("y");
      assertThat(engine.stats().details()).containsEntry("start_damaged_files", "1");
    }
    assertThat(root.resolve("set-aside")).isNotEmptyDirectory();
  }

  @Test
  void removedAndCorruptedFiles_areMisses() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("gone", "v"));
      Files.delete(itemFiles().get(0));
      assertThat(get(engine, "gone")).isNull();
      RecordingBatch.call(engine, set("spoiled", "abc"));
      byte[] bytes = Files.readAllBytes(itemFiles().get(0));
      bytes[560] ^= 1;
      Files.write(itemFiles().get(0), bytes);
      assertThat(get(engine, "spoiled")).isNull();
      assertThat(engine.stats().details()).containsEntry("set_aside_files", "1");
      assertThat(root.resolve("set-aside")).isNotEmptyDirectory();
      RecordingBatch.call(engine, set("spoiled", "new"));
      assertThat(get(engine, "spoiled")).isEqualTo("new");
    }
  }

  @Test
  void expiredItems_areReclaimedUnread() {
    AtomicLong clock = new AtomicLong(1_000_000);
    try (Engine engine = Engines.open("fs:" + root + "?sync=never", clock::get)) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        operations.add(
            new Store(
                Key.of("k" + i), Store.Mode.SET, new byte[10], 0, i < 200 ? 1_000_010 : 1_000_500));
      }
      RecordingBatch.run(engine, operations);
      for (int i = 0; i < 50; i++) {
        RecordingBatch.call(engine, new Touch(Key.of("k" + i), 1_000_200));
      }
      RecordingBatch.call(engine, new Get(Key.of("k199")));
      clock.set(1_000_010);
      await(() -> engine.stats().expired() == 150);
      assertThat(engine.stats().details()).containsEntry(EngineStats.EXPIRED_UNFETCHED, "149");
      assertThat(itemFiles()).hasSize(150);
    }
    clock.set(1_000_200);
    try (Engine engine = Engines.open("fs:" + root + "?sync=never", clock::get)) {
      await(() -> engine.stats().items() == 100);
      clock.set(2_000_000);
      await(() -> engine.stats().items() == 0);
      assertThat(itemFiles()).isEmpty();
      assertThat(engine.stats().bytes()).isZero();
    }
  }

  @Test
  void aFlushedTree_isDeletedEvenAfterARestart() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      for (int i = 0; i < 100; i++) {
        RecordingBatch.call(engine, set("k" + i, "v"));
      }
    }
    // As a process leaves it that dies right after the rename.
    Files.createDirectory(root.resolve("trash"));
    Files.move(root.resolve("items"), root.resolve("trash/7"));
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(engine.stats().items()).isZero();
      RecordingBatch.call(engine, set("later", "v"));
      await(() -> !Files.exists(root.resolve("trash/7")));
      assertThat(get(engine, "later")).isEqualTo("v");
    }
  }

  @Test
  void accessed_recordsReadsAnsweredElsewhere() {
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("k", "v"));
      Get look = new Get(Key.of("k"), Get.Options.PEEK);
      Item read = RecordingBatch.call(engine, look).itemOrNull();
      RecordingBatch.call(engine, set("other", "v"));
      engine.role(HearsReads.class).orElseThrow().accessed(Key.of("other"), read);
      read.recordAccess(read.lastAccess() + 5);
      engine.role(HearsReads.class).orElseThrow().accessed(Key.of("k"), read);
      Item shown = RecordingBatch.call(engine, look).itemOrNull();
      assertThat(shown.isFetched()).isTrue();
      assertThat(shown.lastAccess()).isEqualTo(read.lastAccess());
      Get other = new Get(Key.of("other"), Get.Options.PEEK);
      assertThat(RecordingBatch.call(engine, other).item().isFetched())
          .as("another value")
          .isFalse();
    }
  }

  @Test
  void aFlushedTree_isDeleted_exceptForWhatCannotBe() throws IOException {
    try (Engine engine = Engines.open("fs:" + root)) {
      for (int i = 0; i < 300; i++) {
        RecordingBatch.call(engine, set("k" + i, "v"));
      }
      for (int i = 0; i < DirectoryHash.DIRECTORIES; i++) {
        Path directory = root.resolve("items").resolve(DirectoryHash.name(i));
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve("0"), root.resolve("nowhere"));
      }
      // So that foreign files cannot be quarantined.
      Files.writeString(root.resolve("set-aside"), "in the way");
      engine.flush().toCompletableFuture().join();
      await(
          () -> {
            try (Stream<Path> files = Files.walk(root.resolve("trash/0"))) {
              return files.filter(Files::isRegularFile).findAny().isEmpty();
            } catch (IOException | UncheckedIOException e) {
              // A file was deleted during the walk.
              return false;
            }
          });
      assertThat(engine.stats().details()).containsEntry("flushed_tree_waiting", "true");
    }
  }

  @Test
  void largeValues_areRestored_andShrink() throws IOException {
    Random random = new Random(1);
    byte[] large = new byte[40 << 20];
    random.nextBytes(large);
    try (Engine engine = Engines.open("fs:" + root)) {
      RecordingBatch.call(engine, set("k", large));
      RecordingBatch.call(engine, new Touch(Key.of("k"), 4_000_000_000L));
      assertThat(RecordingBatch.call(engine, new Get(Key.of("k"))).item().value().bytes())
          .isEqualTo(large);
    }
    try (Engine engine = Engines.open("fs:" + root)) {
      Item item = RecordingBatch.call(engine, new Get(Key.of("k"))).itemOrNull();
      assertThat(Arrays.equals(item.value().bytes(), large)).isTrue();
      assertThat(item.exptime()).isEqualTo(4_000_000_000L);
      RecordingBatch.call(engine, set("k", "small"));
      assertThat(Files.size(itemFiles().get(0))).isLessThan(4096);
      assertThat(get(engine, "k")).isEqualTo("small");
    }
  }

  @Test
  void incrementsOf16Writers_allCount() throws InterruptedException {
    try (Engine engine = Engines.open("fs:" + root + "?sync=100ms")) {
      for (int i = 0; i < 4; i++) {
        RecordingBatch.call(engine, set("counter" + i, "0"));
      }
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Key key = Key.of("counter" + i % 4);
        Thread writer =
            new Thread(
                () -> {
                  for (int n = 0; n < 250; n++) {
                    RecordingBatch.call(engine, new Arithmetic(key, Arithmetic.Direction.UP, 1));
                  }
                });
        writer.start();
        writers.add(writer);
      }
      for (Thread writer : writers) {
        writer.join();
      }
      for (int i = 0; i < 4; i++) {
        assertThat(get(engine, "counter" + i)).isEqualTo("1000");
      }
    }
  }

  @Test
  void collisionsOfHashes_areKeptApart() {
    SimulatedDisk disk = new SimulatedDisk(SIM);
    FileNames names = new FileNames(key -> 42);
    List<String> keys = new ArrayList<>();
    // The same name but for a hash that is the same too, and in the same directory.
    String prefix = "A".repeat(235);
    for (int i = 0; keys.size() < 5; i++) {
      String key = prefix + i;
      if (DirectoryHash.directoryOf(Key.of(key)) == 0) {
        keys.add(key);
      }
    }
    for (int round = 0; round < 2; round++) {
      FsSetup setup = new FsSetup(disk, SIM, names, SyncPolicy.NEVER, 2, 100, "b", () -> {});
      try (Engine engine = FsEngine.open(setup, () -> 1000)) {
        for (String key : keys) {
          if (round == 0) {
            RecordingBatch.call(engine, set(key, key));
          }
          assertThat(get(engine, key)).isEqualTo(key);
        }
      }
    }
  }

  @Test
  void aFullDisk_losesNothing_andAPlainSetTakesTheOldValueAway() {
    SimulatedDisk disk = new SimulatedDisk(SIM);
    FsSetup setup =
        new FsSetup(disk, SIM, new FileNames(), SyncPolicy.NEVER, 2, 100, "b", () -> {});
    try (Engine engine = FsEngine.open(setup, () -> 1000)) {
      RecordingBatch.call(engine, set("a", "old"));
      RecordingBatch.call(engine, set("b", "old"));
      disk.refuse("No space left on device", false);
      assertKind(EngineException.Kind.FULL, engine, set("new", "v"));
      byte[] large = new byte[5000];
      Key b = Key.of("b");
      assertKind(
          EngineException.Kind.FULL,
          engine,
          new Store(b, Store.Mode.REPLACE, large, 0, Exptime.NEVER));
      assertThat(get(engine, "b")).isEqualTo("old");
      assertKind(EngineException.Kind.FULL, engine, set("a", large));
      assertThat(get(engine, "a")).isNull();
      disk.refuse(null, false);
      RecordingBatch.call(engine, set("a", "again"));
      assertThat(get(engine, "a")).isEqualTo("again");
    }
  }

  @Test
  void aFullDisk_isStartedOn_andShutDownOn() {
    SimulatedDisk disk = new SimulatedDisk(SIM);
    Engine crashed = FsEngine.open(onFullDisk(disk), () -> 1000);
    RecordingBatch.call(crashed, set("a", "1"));
    RecordingBatch.call(crashed, set("b", "2"));
    SimulatedDisk full = disk.afterKill();
    crashed.close();
    full.refuse("No space left on device", false);
    try (Engine engine = FsEngine.open(onFullDisk(full), () -> 1000)) {
      assertThat(get(engine, "a")).isEqualTo("1");
      RecordingBatch.call(engine, new Delete(Key.of("a")));
    }
    // A shorter state has overwritten a longer one; it is as valid as in a file of its length.
    try (Engine engine = FsEngine.open(onFullDisk(full), () -> 1000)) {
      assertThat(get(engine, "a")).isNull();
      assertThat(get(engine, "b")).isEqualTo("2");
      full.refuse(null, false);
      RecordingBatch.call(engine, set("c", "3"));
    }
    try (Engine engine = FsEngine.open(onFullDisk(full), () -> 1000)) {
      assertThat(get(engine, "c")).isEqualTo("3");
    }
  }

  private static FsSetup onFullDisk(SimulatedDisk disk) {
    return new FsSetup(disk, SIM, new FileNames(), SyncPolicy.ALWAYS, 2, 100, "b", () -> {});
  }

  @Test
  void aReadOnlyTree_isReadOnly_andLosesNothing() {
    SimulatedDisk disk = new SimulatedDisk(SIM);
    FsSetup setup =
        new FsSetup(disk, SIM, new FileNames(), SyncPolicy.ALWAYS, 2, 100, "b", () -> {});
    try (Engine engine = FsEngine.open(setup, () -> 1000)) {
      RecordingBatch.call(engine, set("a", "old"));
      disk.refuse("Read-only file system", true);
      assertKind(EngineException.Kind.UNAVAILABLE, engine, set("a", "new"));
      assertKind(EngineException.Kind.UNAVAILABLE, engine, set("b", "new"));
      assertKind(EngineException.Kind.UNAVAILABLE, engine, new Delete(Key.of("a")));
      assertThat(get(engine, "a")).isEqualTo("old");
      disk.refuse("Permission denied", true);
      assertThatThrownBy(() -> RecordingBatch.call(engine, set("b", "new")))
          .hasMessageContaining("no permission");
      disk.refuse(null, false);
    }
  }

  private static void assertKind(EngineException.Kind kind, Engine engine, Operation operation) {
    assertThatThrownBy(() -> RecordingBatch.call(engine, operation))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  @Test
  void moreThanTheQueueHolds_isBusy() {
    try (Engine engine = Engines.open("fs:" + root + "?queue=10&threads=1&sync=never")) {
      List<Operation> operations = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        operations.add(set("k" + i % 7, "v"));
      }
      RecordingBatch batch = RecordingBatch.run(engine, operations);
      assertThat(IntStream.range(0, batch.size()).mapToObj(batch::failure))
          .anyMatch(failure -> failure != null && failure.kind() == EngineException.Kind.BUSY);
      assertThat(RecordingBatch.call(engine, set("k", "v")).status()).isEqualTo(Status.OK);
    }
  }
}
