package dev.memotor.engine.memory;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random operations on three keys, two of which share a stripe. */
final class RandomOperations {

  private static final List<Key> KEYS = List.of(Key.of("a"), neighbourOf(Key.of("a")), Key.of("b"));

  private final Random random;
  private int count;

  RandomOperations(Random random) {
    this.random = random;
  }

  private static Key neighbourOf(Key key) {
    for (int i = 0; ; i++) {
      Key other = Key.of("n" + i);
      if (Stripes.of(other) == Stripes.of(key)) {
        return other;
      }
    }
  }

  List<Key> keys() {
    return KEYS;
  }

  Key key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  static Operation read(Key key) {
    return new Get(key);
  }

  /** Returns an operation that differs from all earlier ones. */
  Operation next(long now) {
    Key key = key();
    byte[] number = Integer.toString(++count).getBytes(StandardCharsets.US_ASCII);
    CasCondition condition = random.nextInt(4) == 0 ? new CasCondition(count / 2 + 1) : null;
    return switch (random.nextInt(21)) {
      case 0, 1, 2, 3, 4, 5 -> new Get(key);
      case 6 -> new Get(key, Get.Options.PEEK);
      case 7, 8 -> new Get(key, contest(now));
      case 9 -> new Get(key, Get.Options.touch(exptime(now)));
      case 10 -> new Touch(key, exptime(now));
      case 11 -> new Delete(key, Delete.Keep.NOTHING, condition, Exptime.NONE, 0, 0);
      case 12 -> new Get(key, Get.Options.CONTEST);
      case 13 ->
          new Delete(key, Delete.Keep.values()[random.nextInt(4)], condition, Exptime.NONE, 0, 0);
      case 14 -> new Concat(key, Concat.Side.APPEND, number, 20, new WriteOptions(condition), null);
      case 15, 16 ->
          new Arithmetic(
              key,
              Arithmetic.Direction.UP,
              1,
              Exptime.NONE,
              new WriteOptions(condition),
              random.nextBoolean() ? new Arithmetic.Vivify(Exptime.NEVER, count) : null);
      case 17 -> store(key, Store.Mode.ADD, number, now, null);
      case 18 -> store(key, Store.Mode.REPLACE, number, now, condition);
      default -> store(key, Store.Mode.SET, number, now, condition);
    };
  }

  private Store store(Key key, Store.Mode mode, byte[] value, long now, CasCondition condition) {
    return new Store(
        key,
        mode,
        value,
        count,
        exptime(now),
        new WriteOptions(condition, 0, random.nextBoolean()));
  }

  private Get.Options contest(long now) {
    return new Get.Options(
        true,
        random.nextBoolean(),
        random.nextInt(4) == 0 ? exptime(now) : Exptime.NONE,
        random.nextInt(3) == 0 ? new Get.Recache(now + 3, random.nextBoolean()) : null,
        random.nextInt(3) == 0 ? new Get.Vivify(exptime(now), 0, random.nextBoolean()) : null);
  }

  private long exptime(long now) {
    return switch (random.nextInt(6)) {
      case 0 -> now + 1 + random.nextInt(4);
      case 1 -> now + 100_000;
      case 2 -> random.nextInt(4) == 0 ? Exptime.DEAD : Exptime.NEVER;
      default -> Exptime.NEVER;
    };
  }
}
