package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damages each file of a store in many ways, one at a time. Then the store either refuses to open
 * and names the file, or serves the last value stored, or serves none and reports the loss. It
 * never serves an older value.
 */
@Tag("slow")
class DamageTest {

  private static final Path ROOT = Path.of("/sim");
  private static final long NOW = 1_000_000;

  /** How the session ends before its files are damaged. */
  private enum End {
    CLEAN,
    CLEAN_WITHOUT_INDEX,
    KILL
  }

  private final ItemPaths paths = new ItemPaths(ROOT, new FileNames());

  /** The last value stored under each key. */
  private final Map<String, byte[]> newest = new LinkedHashMap<>();

  private static FsEngine open(SimulatedDisk disk) {
    FsSetup setup =
        new FsSetup(disk, ROOT, new FileNames(), SyncPolicy.ALWAYS, 2, 100, "boot", () -> {});
    return FsEngine.open(setup, () -> NOW);
  }

  private void store(Engine engine, String key, int length) {
    byte[] value = new byte[length];
    new Random(key.hashCode() * 31L + newest.getOrDefault(key, new byte[0]).length + length)
        .nextBytes(value);
    RecordingBatch.call(engine, new Store(Key.of(key), Store.Mode.SET, value, 0, Exptime.NEVER));
    newest.put(key, value);
  }

  private static void touch(Engine engine, String key, int times) {
    for (int i = 0; i < times; i++) {
      RecordingBatch.call(engine, new Touch(Key.of(key), NOW + 1000 + i));
    }
  }

  /** Items of all layouts, each with its current version in either slot. */
  private SimulatedDisk store(End end) {
    SimulatedDisk disk = new SimulatedDisk(ROOT);
    FsEngine engine = open(disk);
    for (int i = 1; i <= 3; i++) {
      for (int j = 0; j < i; j++) {
        store(engine, "small" + i, 100 + j);
        store(engine, "medium" + i, 9000 + j);
      }
    }
    store(engine, "large", 270_000);
    store(engine, "large", 270_001);
    store(engine, "touched-small", 50);
    touch(engine, "touched-small", 2);
    store(engine, "touched-large", 300_000);
    touch(engine, "touched-large", 1);
    store(engine, "grown", 100);
    store(engine, "grown", 3000);
    if (end == End.KILL) {
      SimulatedDisk left = disk.afterKill();
      engine.close();
      return left;
    }
    engine.close();
    if (end == End.CLEAN_WITHOUT_INDEX) {
      disk.overwrite(ROOT.resolve(IndexSnapshot.NAME), content -> null);
    }
    return disk;
  }

  private static Map<String, UnaryOperator<byte[]>> damages(byte[] content, int seed) {
    Map<String, UnaryOperator<byte[]>> damages = new LinkedHashMap<>();
    Set<Integer> cuts = new LinkedHashSet<>(Set.of(0, 1, 3, 4, 100, 511, 513, 560, 600));
    Set<Integer> sectors = new LinkedHashSet<>();
    int step = Math.max(1, content.length / 512 / 8) * 512;
    for (int at = 0; at < content.length; at += at < 6 * 512 ? 512 : step) {
      sectors.add(at);
      cuts.add(at);
    }
    sectors.add((content.length - 1) / 512 * 512);
    cuts.addAll(Set.of(content.length - 1, content.length - 48, content.length / 4096 * 4096));
    for (int cut : cuts) {
      if (cut >= 0 && cut < content.length) {
        damages.put("cut to " + cut, bytes -> Arrays.copyOf(bytes, cut));
      }
    }
    for (int sector : sectors) {
      damages.put("zeros in sector " + sector, bytes -> zeroed(bytes, sector, 512));
      damages.put(
          "zeros in page " + sector / 4096, bytes -> zeroed(bytes, sector / 4096 * 4096, 4096));
      damages.put("zeros from " + sector, bytes -> zeroed(bytes, sector, bytes.length));
    }
    Random random = new Random(seed);
    for (int i = 0; i < 24; i++) {
      int from = i % 4 == 0 ? 0 : i % 4 == 1 ? 512 : random.nextInt(content.length);
      int at = Math.min(content.length - 1, from + random.nextInt(i % 4 == 0 ? 16 : 48));
      damages.put("bit flipped at " + at, bytes -> flipped(bytes, at));
    }
    damages.put("removed", bytes -> null);
    return damages;
  }

  private static byte[] zeroed(byte[] bytes, int from, int length) {
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, from, Math.min(bytes.length, from + length), (byte) 0);
    return damaged;
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] damaged = bytes.clone();
    damaged[at] ^= (byte) (1 << at % 8);
    return damaged;
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void aDamagedItemFile_neverServesAnOlderValue(End end) {
    SimulatedDisk whole = store(end);
    int reported = 0;
    int cases = 0;
    for (String key : newest.keySet()) {
      Path file = paths.of(Key.of(key), 0);
      for (var damage : damages(whole.content(file), key.hashCode()).entrySet()) {
        String name = end + ", " + key + ": " + damage.getKey();
        SimulatedDisk damaged = whole.afterKill();
        damaged.overwrite(file, damage.getValue());
        boolean mayGoUnreported = end != End.CLEAN && damage.getKey().equals("removed");
        boolean lost = isLost(damaged, name, file, key, mayGoUnreported);
        reported += lost ? 1 : 0;
        if (cases++ % 4 == 0) {
          checkNextStart(damaged, name, key, lost);
        }
      }
    }
    assertThat(reported).isGreaterThan(200);
  }

  /** Returns whether an item was lost; its loss must be reported. */
  private boolean isLost(
      SimulatedDisk damaged, String name, Path file, String key, boolean mayGoUnreported) {
    FsEngine engine;
    try {
      engine = open(damaged);
    } catch (EngineException e) {
      assertThat(e).as(name).hasMessageContaining(file.toString());
      damaged.overwrite(file, content -> null);
      return true;
    }
    try (engine) {
      byte[] value = value(engine, key);
      boolean lost = value == null;
      if (lost) {
        assertThat(mayGoUnreported || reports(engine) > 0).as(name + " is reported").isTrue();
      } else {
        assertThat(value).as(name).isEqualTo(newest.get(key));
      }
      String other = key.equals("small1") ? "small2" : "small1";
      assertThat(value(engine, other)).as(name + ", but not " + other).isEqualTo(newest.get(other));
      return lost;
    }
  }

  private void checkNextStart(SimulatedDisk damaged, String name, String key, boolean lost) {
    try (FsEngine again = open(damaged)) {
      byte[] value = value(again, key);
      assertThat(value).as(name + ", next start").isEqualTo(lost ? null : newest.get(key));
      RecordingBatch.call(
          again, new Store(Key.of(key), Store.Mode.SET, new byte[] {1}, 0, Exptime.NEVER));
      assertThat(value(again, key)).as(name).containsExactly(1);
    }
  }

  private static byte[] value(Engine engine, String key) {
    Item item = RecordingBatch.call(engine, new Get(Key.of(key), Get.Options.PEEK)).itemOrNull();
    return item == null ? null : item.value().bytes();
  }

  private static long reports(Engine engine) {
    Map<String, String> details = engine.stats().details();
    long reports = 0;
    for (String figure :
        new String[] {
          "set_aside_files", "start_unfinished_files", "start_foreign_files", "start_missing_items"
        }) {
      reports += Long.parseLong(details.get(figure));
    }
    return reports;
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void aDamagedStateFile_isRefused(End end) {
    SimulatedDisk whole = store(end);
    Path file = ROOT.resolve(StateFile.NAME);
    byte[] content = whole.content(file);
    Map<String, UnaryOperator<byte[]>> damages = damages(content, 1);
    for (int at = 0; at < content.length; at += end == End.CLEAN ? 1 : 9) {
      int position = at;
      damages.put("flipped " + at, bytes -> flipped(bytes, position));
      damages.put("cut " + at, bytes -> Arrays.copyOf(bytes, position));
    }
    for (var damage : damages.entrySet()) {
      SimulatedDisk damaged = whole.afterKill();
      damaged.overwrite(file, damage.getValue());
      try (FsEngine engine = open(damaged)) {
        fail(end + ": " + damage.getKey() + " was not noticed: " + engine.stats());
      } catch (EngineException e) {
        assertThat(e)
            .as(damage.getKey())
            .hasMessageContaining(file.toString())
            .hasMessageContaining("restore");
      }
    }
  }

  @Test
  void aDamagedIndex_onlyCostsTime() {
    SimulatedDisk whole = store(End.CLEAN);
    Path file = ROOT.resolve(IndexSnapshot.NAME);
    for (var damage : damages(whole.content(file), 2).entrySet()) {
      SimulatedDisk damaged = whole.afterKill();
      damaged.overwrite(file, damage.getValue());
      try (FsEngine engine = open(damaged)) {
        newest.forEach(
            (key, value) ->
                assertThat(value(engine, key)).as(key + ": " + damage.getKey()).isEqualTo(value));
      }
    }
  }

  @Test
  void aMissingDirectory_isReported() {
    SimulatedDisk whole = store(End.CLEAN);
    for (String key : newest.keySet()) {
      SimulatedDisk damaged = whole.afterKill();
      damaged.overwrite(paths.directoryOf(Key.of(key)), content -> null);
      try (FsEngine engine = open(damaged)) {
        assertThat(value(engine, key)).as(key).isNull();
        assertThat(engine.stats().details().get("start_missing_items")).isNotEqualTo("0");
      }
    }
    SimulatedDisk damaged = whole.afterKill();
    damaged.overwrite(paths.items(), content -> null);
    try (FsEngine engine = open(damaged)) {
      assertThat(engine.stats().items()).isZero();
      assertThat(engine.stats().details())
          .containsEntry("start_missing_items", Integer.toString(newest.size()));
    }
  }

  @Test
  void valuesDamagedWhileInUse_areQuarantined() {
    SimulatedDisk disk = store(End.CLEAN);
    try (FsEngine engine = open(disk)) {
      for (String key : newest.keySet()) {
        assertThat(value(engine, key)).isEqualTo(newest.get(key));
        disk.overwrite(
            paths.of(Key.of(key), 0), content -> zeroed(content, 512, content.length - 512));
        assertThat(value(engine, key)).as(key).isNull();
      }
      assertThat(engine.stats().items()).isZero();
      assertThat(engine.stats().details())
          .containsEntry("set_aside_files", Integer.toString(newest.size()));
    }
  }
}
