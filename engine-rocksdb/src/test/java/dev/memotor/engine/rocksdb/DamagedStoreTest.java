package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.engine.testing.Await;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens copies of real stores, each with one file damaged in one way. The outcome must be the
 * correct data, a refusal or, after a restart of the machine, the reported loss of unsynced writes;
 * never an old value or a silent loss.
 */
@Tag("slow")
final class DamagedStoreTest {

  private static final String OPTIONS = "?sync=never&write-buffer=1m&blob-threshold=3k&cache=1m";
  private static final int WRITES = 2_500;
  private static final int KEYS = 400;
  private static final String AGAIN = "again";

  /** The directory of the original of all copies; it is never opened. */
  @TempDir static Path originals;

  private static Path killed;

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private int copies;

  /** Damages a file at an offset. */
  @FunctionalInterface
  private interface Damage {
    void inflict(Path file, long at) throws IOException;
  }

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) Log.LOG).addAppender(log);
  }

  @AfterEach
  void stopListening() {
    ((Logger) Log.LOG).detachAppender(log);
  }

  /** Returns the value of a write; some are long enough for blobs. */
  private static String value(int write) {
    return write + "." + "v".repeat(write % 50 == 0 ? 4_000 : 2_000);
  }

  private static String key(int write) {
    return "k" + write * 7 % KEYS;
  }

  private static void write(Engine engine, int from, int to) {
    for (int i = from; i < to; i++) {
      RecordingBatch.call(engine, Operations.set(key(i), value(i)));
    }
  }

  /** Makes a store with tables, blobs and several logs, as a kill leaves it. */
  @BeforeAll
  static void kill() throws IOException {
    Path store = originals.resolve("store");
    try (Engine engine = Engines.open("rocksdb:" + store + OPTIONS)) {
      write(engine, 0, WRITES);
      Await.until(() -> figure(engine, "sst_bytes") > 0 && figure(engine, "running_flushes") == 0);
      killed = Copies.copy(store, originals.resolve("killed"));
    }
  }

  private static long figure(Engine engine, String name) {
    return Long.parseLong(engine.stats().details().get(name));
  }

  private Path closed() throws IOException {
    Path store = directory.resolve("store");
    try (Engine engine = Engines.open("rocksdb:" + store + OPTIONS)) {
      write(engine, 0, WRITES);
    }
    return store;
  }

  /** Makes a store look as if the machine had gone down after some write was synced. */
  private static void machineRestarted(Path store, long synced) throws IOException {
    Path file = store.resolve(StoreIdentity.WAL_FILE);
    Map<String, String> values = StateFile.read(file);
    values.put("boot", "another");
    StateFile.write(file, values);
    WalMarks.of(file).setSynced(synced);
  }

  /**
   * Opens a damaged store and checks all of it.
   *
   * @param synced the number of writes that must be present
   * @return the number of writes present; -1 if the store was refused
   */
  private int look(Path store, int synced, String what) {
    log.list.clear();
    int last = -1;
    Map<String, String> found = new HashMap<>();
    int unreadable = 0;
    try (Engine engine = Engines.open("rocksdb:" + store + OPTIONS)) {
      for (int k = 0; k < KEYS; k++) {
        RecordingBatch batch = RecordingBatch.run(engine, new Get(Key.of("k" + k)));
        EngineException failure = batch.failure(0);
        if (failure != null) {
          assertThat(failure.kind()).as(what).isEqualTo(Kind.CORRUPT);
          unreadable++;
          continue;
        }
        Result result = batch.result(0);
        if (result.isOk()) {
          String value = new String(result.item().value().bytes(), StandardCharsets.UTF_8);
          found.put("k" + k, value);
          last = Math.max(last, Integer.parseInt(value.substring(0, value.indexOf('.'))));
        }
      }
    } catch (EngineException e) {
      assertThat(e.kind()).as(what + ": " + e.getMessage()).isEqualTo(Kind.CORRUPT);
      assertThat(e.getMessage()).as(what).contains(store.toString(), "damaged", "Restore");
      return -1;
    }
    int writes = unreadable > 0 ? WRITES : last + 1;
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < writes; i++) {
      expected.put(key(i), value(i));
    }
    if (unreadable == 0) {
      assertThat(found.equals(expected)).as(what + ": " + writes + " writes, in order").isTrue();
    } else {
      found.forEach((key, value) -> assertThat(value).as(what).isEqualTo(expected.get(key)));
    }
    assertThat(writes).as(what).isGreaterThanOrEqualTo(synced);
    if (writes < WRITES && !what.equals(AGAIN)) {
      assertThat(log.list)
          .as(what + ": reported")
          .anyMatch(
              event ->
                  event.getLevel() == Level.ERROR
                      && event.getFormattedMessage().contains("writes are lost"));
    }
    return writes;
  }

  private Path damagedCopy(Path original, String name, double place, Damage damage)
      throws IOException {
    Path copy = Copies.copy(original, directory.resolve("copy" + copies++));
    Path file = copy.resolve(name);
    long at = (long) (Files.size(file) * place);
    damage.inflict(file, at);
    return copy;
  }

  private void damageEach(Path original, String glob, double[] places, Damage damage, String what)
      throws IOException {
    for (String name : names(original, glob)) {
      for (double place : places) {
        Path copy = damagedCopy(original, name, place, damage);
        look(copy, WRITES, what + " " + name + " at " + place);
        Copies.delete(copy);
      }
    }
  }

  private static List<String> names(Path store, String glob) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : Copies.files(store)) {
      String name = file.getFileName().toString();
      if (name.matches(glob)) {
        names.add(name);
      }
    }
    return names;
  }

  private static void truncate(Path file, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(at);
    }
  }

  private static void zero(Path file, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int length = (int) Math.min(4096, channel.size() - at);
      channel.write(ByteBuffer.allocate(length), at);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      if (channel.read(one, at) == 1) {
        one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
        channel.write(one, at);
      }
    }
  }

  private static final String ALL_FILES =
      "CURRENT|MANIFEST-.*|.*\\.sst|.*\\.blob|.*\\.log|memotor\\.(store|wal)|IDENTITY|OPTIONS-.*";

  @Test
  void undamaged_isWhole() throws IOException {
    assertThat(names(killed, ".*\\.log").size()).isGreaterThan(1);
    assertThat(names(killed, ".*\\.blob|.*\\.sst").size()).isGreaterThan(1);
    Path copy = Copies.copy(killed, directory.resolve("undamaged"));
    assertThat(look(copy, WRITES, "undamaged")).isEqualTo(WRITES);
    assertThat(look(copy, WRITES, "and again")).isEqualTo(WRITES);
  }

  @Test
  void removedFiles() throws IOException {
    damageEach(killed, ALL_FILES, new double[] {0}, (file, at) -> Files.delete(file), "removed");
  }

  @Test
  void truncatedFiles() throws IOException {
    double[] places = {0, 0.3, 0.9, 0.999};
    damageEach(killed, ALL_FILES, places, DamagedStoreTest::truncate, "truncated");
  }

  @Test
  void zeroedPages() throws IOException {
    damageEach(killed, ALL_FILES, new double[] {0, 0.4, 0.97}, DamagedStoreTest::zero, "zeroed");
  }

  @Test
  void flippedBits() throws IOException {
    damageEach(
        killed, ALL_FILES, new double[] {0.01, 0.5, 0.95}, DamagedStoreTest::flip, "flipped");
  }

  @Test
  void closedStore_damaged() throws IOException {
    Path closed = closed();
    double[] places = {0, 0.2, 0.5, 0.8, 0.99};
    damageEach(closed, "CURRENT|MANIFEST-.*", places, DamagedStoreTest::truncate, "truncated");
    damageEach(
        closed, "CURRENT|MANIFEST-.*|.*\\.sst", new double[] {0}, (f, at) -> Files.delete(f), "no");
    damageEach(closed, "MANIFEST-.*", places, DamagedStoreTest::flip, "flipped");
  }

  @Test
  void everyEndOfTheManifest() throws IOException {
    Path closed = closed();
    String name = names(closed, "MANIFEST-.*").get(0);
    List<Long> ends = new ArrayList<>();
    try (LogRecords edits = new LogRecords(closed.resolve(name), 1)) {
      while (edits.next() != null) {
        ends.add(edits.end());
      }
    }
    assertThat(ends.size()).isGreaterThan(3);
    for (long end : ends.subList(0, ends.size() - 1)) {
      Path copy = damagedCopy(closed, name, 0, (file, at) -> truncate(file, end));
      look(copy, WRITES, "manifest of " + end + " bytes");
      Copies.delete(copy);
    }
  }

  @Test
  void powerFailure_losesOnlyTheEndOfTheLog() throws IOException {
    List<String> logs = names(killed, ".*\\.log");
    // What is in tables and older logs was synced; the marks count further records.
    int opened = 0;
    for (Damage damage : List.<Damage>of(DamagedStoreTest::truncate, DamagedStoreTest::zero)) {
      for (double place : new double[] {0.1, 0.4, 0.75, 0.96}) {
        Path copy = damagedCopy(killed, logs.get(logs.size() - 1), place, damage);
        machineRestarted(copy, 1_000);
        int writes = look(copy, 900, "newest log at " + place);
        assertThat(writes).isBetween(900, WRITES - 1);
        assertThat(look(copy, 900, AGAIN)).isEqualTo(writes);
        opened++;
        Copies.delete(copy);
      }
    }
    assertThat(opened).isEqualTo(8);
  }

  @Test
  void powerFailure_doesNotExcuseLostSyncedWrites() throws IOException {
    List<String> logs = names(killed, ".*\\.log");
    Path copy = damagedCopy(killed, logs.get(logs.size() - 1), 0.5, DamagedStoreTest::zero);
    machineRestarted(copy, WRITES);
    assertThat(look(copy, WRITES, "synced")).isEqualTo(-1);
  }

  @Test
  void powerFailure_inAnOlderLog_losesNewerOnesToo() throws IOException {
    List<String> logs = names(killed, ".*\\.log");
    for (Damage damage : List.<Damage>of(DamagedStoreTest::truncate, DamagedStoreTest::zero)) {
      Path copy = damagedCopy(killed, logs.get(logs.size() - 2), 0.5, damage);
      machineRestarted(copy, 1_000);
      assertThat(look(copy, 900, "older log")).isLessThan(WRITES);
      Copies.delete(copy);
    }
  }
}
