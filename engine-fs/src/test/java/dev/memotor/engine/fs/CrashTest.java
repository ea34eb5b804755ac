package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.Transition;
import dev.memotor.engine.testing.RecordingBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stops the machine at each step of the disk in turn while a client works. Afterwards every item is
 * whole, in the state last acknowledged or the one being written; after a power failure without
 * sync=always, in any earlier state.
 */
@Tag("slow")
class CrashTest {

  private static final Path ROOT = Path.of("/sim");
  private static final long NOW = 1_000_000;
  private static final int KEYS = 5;

  @ParameterizedTest
  @CsvSource({
    "always, false, 150",
    "always, true, 200",
    "interval, false, 100",
    "interval, true, 200",
    "never, false, 100",
    "never, true, 100"
  })
  void everyItem_isOldOrNew(String sync, boolean powerCut, int steps) {
    for (int step = 0; step < steps; step++) {
      new Run(sync, powerCut, step).check();
    }
  }

  private static final class Run {

    final String name;
    final SyncPolicy sync;
    final boolean powerCut;
    final Random random;
    final SimulatedDisk disk = new SimulatedDisk(ROOT);
    final int steps;

    /** Each state of a key since the one known to be durable; null for no item. */
    final Map<Key, List<Item>> histories = new HashMap<>();

    long highestCas;

    Run(String sync, boolean powerCut, int steps) {
      this.name = sync + (powerCut ? ", power failure" : ", kill") + " at step " + steps;
      this.sync =
          switch (sync) {
            case "always" -> SyncPolicy.ALWAYS;
            case "never" -> SyncPolicy.NEVER;
            default -> SyncPolicy.every(Duration.ofMillis(1));
          };
      this.powerCut = powerCut;
      this.steps = steps;
      this.random = new Random(steps * 31L + sync.hashCode());
      for (int i = 0; i < KEYS; i++) {
        List<Item> history = new ArrayList<>();
        history.add(null);
        histories.put(Key.of("key" + i), history);
      }
    }

    FsEngine open(SimulatedDisk on, String boot) {
      FsSetup setup = new FsSetup(on, ROOT, new FileNames(), sync, 2, 1000, boot, () -> {});
      return FsEngine.open(setup, () -> NOW);
    }

    void check() {
      disk.forceAll(random.nextBoolean());
      disk.stopAfter(steps, random);
      Set<Key> inFlight = work();
      SimulatedDisk left = powerCut ? disk.afterPowerCut() : disk.afterKill();
      String boot = powerCut ? "second" : "first";
      try (FsEngine engine = open(left, boot)) {
        SimulatedDisk leftAgain = left.afterKill();
        assertThat(left.exists(ROOT.resolve("tmp/1"))).as(name).isFalse();
        boolean exact = !powerCut || sync.equals(SyncPolicy.ALWAYS);
        Map<Key, Item> items = new HashMap<>();
        for (Map.Entry<Key, List<Item>> entry : histories.entrySet()) {
          Key key = entry.getKey();
          List<Item> history = entry.getValue();
          Item found = RecordingBatch.call(engine, new Get(key, Get.Options.PEEK)).itemOrNull();
          int oldest = exact ? Math.max(0, history.size() - (inFlight.contains(key) ? 2 : 1)) : 0;
          assertThat(history.subList(oldest, history.size())).as(name + ": " + key).contains(found);
          items.put(key, found);
        }
        if (steps % 3 == 0) {
          opensAgain(leftAgain, boot, items);
        }
        continues(engine);
      }
    }

    /** Works until the disk stops; returns the keys whose last change was not acknowledged. */
    Set<Key> work() {
      FsEngine engine;
      try {
        engine = open(disk, "first");
      } catch (EngineException e) {
        return Set.of();
      }
      try {
        while (true) {
          if (random.nextInt(powerCut ? 12 : 40) == 0) {
            engine.close();
            if (disk.isDead()) {
              return Set.of();
            }
            if (sync.moment() != SyncPolicy.Moment.NEVER) {
              histories.values().forEach(history -> history.subList(0, history.size() - 1).clear());
            }
            engine = open(disk, "first");
          } else if (random.nextInt(40) == 0) {
            histories.values().forEach(history -> history.add(null));
            engine.flush().toCompletableFuture().join();
          } else {
            change(engine);
          }
        }
      } catch (CompletionException e) {
        return histories.keySet();
      } catch (Unacknowledged e) {
        return Set.of(e.key);
      } catch (EngineException e) {
        return Set.of();
      } finally {
        engine.close();
      }
    }

    private void change(FsEngine engine) throws Unacknowledged {
      Operation operation = randomOperation();
      List<Item> history = histories.get(operation.key());
      Item before = history.get(history.size() - 1);
      Result result;
      try {
        result = RecordingBatch.call(engine, operation);
      } catch (EngineException e) {
        // Its CAS number is not known, but it is the next one.
        addNext(history, operation, before, highestCas + 1);
        throw new Unacknowledged(operation.key());
      }
      if (result.itemOrNull() != null) {
        highestCas = Math.max(highestCas, result.item().cas());
        addNext(history, operation, before, result.item().cas());
      } else {
        addNext(history, operation, before, 0);
      }
    }

    private static void addNext(List<Item> history, Operation operation, Item before, long cas) {
      Transition transition = Semantics.apply(operation, before, NOW, () -> cas);
      if (transition.kind() == Transition.Kind.PUT) {
        history.add(transition.item());
      } else if (transition.kind() == Transition.Kind.REMOVE) {
        history.add(null);
      }
    }

    private Operation randomOperation() {
      Key key = Key.of("key" + random.nextInt(KEYS));
      return switch (random.nextInt(16)) {
        case 0 -> new Delete(key);
        case 1, 2, 3 -> new Touch(key, NOW + 1 + random.nextInt(1000));
        case 4, 5 -> new Concat(key, Concat.Side.APPEND, new byte[random.nextInt(100)], 1 << 20);
        default -> new Store(key, Store.Mode.SET, value(), random.nextInt(), Exptime.NEVER);
      };
    }

    private byte[] value() {
      byte[] value =
          new byte
              [switch (random.nextInt(8)) {
                case 0, 4 -> 1000 + random.nextInt(700);
                case 1 -> random.nextInt(9000);
                case 2 -> 60_000 + random.nextInt(20_000);
                default -> random.nextInt(600);
              }];
      random.nextBytes(value);
      return value;
    }

    /** Checks that a torn file is judged alike if the process is killed now. */
    private void opensAgain(SimulatedDisk left, String boot, Map<Key, Item> items) {
      try (FsEngine engine = open(left, boot)) {
        items.forEach(
            (key, item) ->
                assertThat(RecordingBatch.call(engine, new Get(key, Get.Options.PEEK)).itemOrNull())
                    .as(name + ", and again: " + key)
                    .isEqualTo(item));
      }
    }

    private void continues(FsEngine engine) {
      Set<Long> numbers = new HashSet<>();
      for (Key key : histories.keySet()) {
        for (int i = 0; i < 3; i++) {
          byte[] value = value();
          Store store = new Store(key, Store.Mode.SET, value, i, Exptime.NEVER);
          long cas = RecordingBatch.call(engine, store).item().cas();
          assertThat(cas).as(name).isGreaterThan(highestCas);
          assertThat(numbers.add(cas)).as(name).isTrue();
          assertThat(RecordingBatch.call(engine, new Get(key)).item().value().bytes())
              .isEqualTo(value);
        }
      }
    }
  }

  private static final class Unacknowledged extends Exception {

    private static final long serialVersionUID = 1;

    final transient Key key;

    Unacknowledged(Key key) {
      this.key = key;
    }
  }
}
