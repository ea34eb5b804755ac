package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start after a clean shutdown reads little, yet notices what has changed since. */
class IndexSnapshotTest {

  private static final int ITEMS = 1000;
  private static final long NOW = 1_000_000;

  @TempDir Path root;

  private final AtomicLong clock = new AtomicLong(NOW);

  private void session(Consumer<Engine> session) {
    try (Engine engine = Engines.open("fs:" + root, clock::get)) {
      session.accept(engine);
    }
  }

  private void fill() {
    session(
        engine -> {
          List<Store> stores = new ArrayList<>();
          for (int i = 0; i < ITEMS; i++) {
            stores.add(set("key" + i, "value " + i, i % 10 == 0 ? NOW + 100 : Exptime.NEVER));
          }
          RecordingBatch.run(engine, stores);
          assertThat(root.resolve(IndexSnapshot.NAME)).doesNotExist();
        });
    assertThat(root.resolve(IndexSnapshot.NAME)).exists();
  }

  private static Store set(String key, String value, long exptime) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new Store(Key.of(key), Store.Mode.SET, bytes, key.length(), exptime);
  }

  private static Item peek(Engine engine, String key) {
    return RecordingBatch.call(engine, new Get(Key.of(key), Get.Options.PEEK)).itemOrNull();
  }

  private static String value(Engine engine, String key) {
    Item item = peek(engine, key);
    return item == null ? null : new String(item.value().bytes(), StandardCharsets.UTF_8);
  }

  private static int directoriesRead(Engine engine) {
    return Integer.parseInt(engine.stats().details().get("start_directories_read"));
  }

  private static void await(Engine engine, long items) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (engine.stats().items() != items) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Path file(String key) {
    return new ItemPaths(root, new FileNames()).of(Key.of(key), 0);
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everything_isRestored_withoutReadingADirectory() {
    fill();
    List<Item> before = new ArrayList<>();
    session(
        engine -> {
          for (int i = 0; i < ITEMS; i++) {
            before.add(peek(engine, "key" + i));
          }
          RecordingBatch.call(engine, new Get(Key.of("key7")));
        });
    session(
        engine -> {
          assertThat(directoriesRead(engine)).isZero();
          assertThat(engine.stats().items()).isEqualTo(ITEMS);
          for (int i = 0; i < ITEMS; i++) {
            Item item = peek(engine, "key" + i);
            assertThat(item).isEqualTo(before.get(i));
            assertThat(item.isFetched()).isEqualTo(i == 7);
          }
          assertThat(peek(engine, "key")).isNull();
          clock.set(NOW + 100);
          assertThat(peek(engine, "key0")).isNull();
          await(engine, ITEMS - ITEMS / 10);
        });
    session(engine -> await(engine, ITEMS - ITEMS / 10));
  }

  @Test
  void withoutACleanShutdown_thereIsNone() {
    SimulatedDisk disk = new SimulatedDisk(Path.of("/sim"));
    SimulatedDisk left;
    try (FsEngine engine = open(disk)) {
      RecordingBatch.call(engine, set("a", "1", Exptime.NEVER));
    }
    try (FsEngine engine = open(disk)) {
      assertThat(directoriesRead(engine)).isZero();
      // Takes no CAS number, which would give an outdated snapshot away.
      RecordingBatch.call(engine, new Touch(Key.of("a"), NOW + 5));
      left = disk.afterKill();
    }
    try (FsEngine engine = open(left)) {
      assertThat(directoriesRead(engine)).isEqualTo(DirectoryHash.DIRECTORIES);
      assertThat(peek(engine, "a").exptime()).isEqualTo(NOW + 5);
    }
  }

  private static FsEngine open(Disk disk) {
    FsSetup setup =
        new FsSetup(
            disk, Path.of("/sim"), new FileNames(), SyncPolicy.ALWAYS, 2, 100, "boot", () -> {});
    return FsEngine.open(setup, () -> NOW);
  }

  @Test
  void createdAndRemovedNames_areNoticed() throws IOException {
    fill();
    byte[] kept = content(file("key1"));
    Files.delete(file("key1"));
    Files.delete(file("key2"));
    session(
        engine -> {
          assertThat(directoriesRead(engine)).isBetween(1, 2);
          assertThat(value(engine, "key1")).isNull();
          assertThat(value(engine, "key2")).isNull();
          assertThat(value(engine, "key3")).isEqualTo("value 3");
          assertThat(engine.stats().items()).isEqualTo(ITEMS - 2);
        });
    Files.write(file("key1"), kept);
    session(
        engine -> {
          assertThat(directoriesRead(engine)).isEqualTo(1);
          assertThat(value(engine, "key1")).isEqualTo("value 1");
        });
  }

  @Test
  void anOlderFileCopiedOverANewerOne_isServed() throws IOException {
    fill();
    byte[] old = content(file("key1"));
    session(
        engine -> {
          for (int i = 0; i < 4; i++) {
            RecordingBatch.call(engine, set("key1", "longer value " + i, NOW + 50));
          }
        });
    Files.write(file("key1"), old);
    session(
        engine -> {
          assertThat(directoriesRead(engine)).isZero();
          assertThat(value(engine, "key1")).isEqualTo("value 1");
          assertThat(peek(engine, "key1").exptime()).isEqualTo(Exptime.NEVER);
          RecordingBatch.call(engine, set("key1", "newest", Exptime.NEVER));
        });
    session(
        engine -> {
          assertThat(value(engine, "key1")).isEqualTo("newest");
          clock.set(NOW + 60);
          assertThat(value(engine, "key1")).isEqualTo("newest");
        });
  }

  @Test
  void aNewerFileCopiedOverAnExpiringOne_isNotSwept() throws IOException {
    fill();
    session(engine -> RecordingBatch.call(engine, new Touch(Key.of("key0"), NOW + 500)));
    byte[] touched = content(file("key0"));
    session(engine -> RecordingBatch.call(engine, new Touch(Key.of("key0"), NOW + 100)));
    Files.write(file("key0"), touched);
    session(
        engine -> {
          clock.set(NOW + 100);
          await(engine, ITEMS - ITEMS / 10 + 1);
          assertThat(value(engine, "key0")).isEqualTo("value 0");
          clock.set(NOW + 500);
          await(engine, ITEMS - ITEMS / 10);
        });
  }

  @Test
  void aSetOverAChangedFile_survivesTheNextStart() throws IOException {
    fill();
    byte[] old = content(file("key1"));
    session(engine -> RecordingBatch.call(engine, set("key1", "a", Exptime.NEVER)));
    byte[] newer = content(file("key1"));
    Files.write(file("key1"), old);
    session(engine -> {});
    // The snapshot of this last session does not know the file, which is newer.
    Files.write(file("key1"), newer);
    session(engine -> RecordingBatch.call(engine, set("key1", "b", Exptime.NEVER)));
    session(engine -> assertThat(value(engine, "key1")).isEqualTo("b"));
  }

  @Test
  void aCorruptedFile_isQuarantinedWhenUsed() throws IOException {
    fill();
    Files.writeString(file("key1"), "somebody's note");
    session(
        engine -> {
          assertThat(directoriesRead(engine)).isZero();
          assertThat(value(engine, "key1")).isNull();
          RecordingBatch.call(engine, set("key1", "new", Exptime.NEVER));
          assertThat(value(engine, "key1")).isEqualTo("new");
        });
    assertThat(root.resolve("set-aside")).isDirectoryContaining("glob:**key1*");
    assertThat(content(file("key1"))).startsWith('m', 'm', 't', 'r');
  }

  @Test
  void aTornOrOutdatedSnapshot_isNotUsed() throws IOException {
    fill();
    Path snapshot = root.resolve(IndexSnapshot.NAME);
    byte[] whole = content(snapshot);
    for (int cut : new int[] {0, 3, 5000, whole.length - 1}) {
      Files.write(snapshot, Arrays.copyOf(whole, cut));
      session(engine -> assertAllRead(engine, "cut to " + cut));
    }
    for (int at : new int[] {0, 5, 10, 30, 3000, whole.length - 2}) {
      byte[] spoiled = whole.clone();
      spoiled[at] ^= 1;
      Files.write(snapshot, spoiled);
      session(engine -> assertAllRead(engine, "corrupted at " + at));
    }
    session(engine -> RecordingBatch.call(engine, set("key1", "newer", Exptime.NEVER)));
    Files.write(snapshot, whole);
    session(
        engine -> {
          assertAllRead(engine, "outdated");
          assertThat(value(engine, "key1")).isEqualTo("newer");
        });
  }

  private static void assertAllRead(Engine engine, String why) {
    assertThat(directoriesRead(engine)).as(why).isEqualTo(DirectoryHash.DIRECTORIES);
    assertThat(engine.stats().items()).as(why).isEqualTo(ITEMS);
    assertThat(value(engine, "key9")).as(why).isEqualTo("value 9");
  }
}
