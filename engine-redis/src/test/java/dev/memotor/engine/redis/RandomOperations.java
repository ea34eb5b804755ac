package dev.memotor.engine.redis;

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
import java.util.Random;

/** Operations of every kind, with every option, by a seed. */
final class RandomOperations {

  private static final String[] NUMBERS = {
    "0",
    "1",
    "9",
    "10",
    "99",
    "  7 ",
    "007",
    "00000000000000000000000012",
    "999999999999999",
    "1000000000000000",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9999999",
    "10000000",
    "99999999999999",
    "100000000000000",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551614",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999",
    "123456789012345678901",
    "-1",
    "+1",
    "1.5",
    "12 3",
    " ",
    "x",
    ""
  };

  private final Random random;
  private final Key[] keys;

  RandomOperations(Random random, Key[] keys) {
    this.random = random;
    this.keys = keys;
  }

  /**
   * The next operation.
   *
   * @param now what exptimes are about
   * @param cas a number that may match
   */
  Operation next(long now, long cas) {
    Key key = keys[random.nextInt(keys.length)];
    return switch (random.nextInt(11)) {
      case 0, 1 -> get(key, now);
      case 2, 3 -> store(key, now, cas);
      case 4, 5, 6 -> arithmetic(key, now, cas);
      case 7 -> new Touch(key, exptime(now));
      case 8 -> delete(key, now, cas);
      default -> concat(key, now, cas);
    };
  }

  private Get get(Key key, long now) {
    return switch (random.nextInt(5)) {
      case 0 -> new Get(key);
      case 1 -> new Get(key, Get.Options.PEEK);
      case 2 -> new Get(key, Get.Options.CONTEST);
      case 3 -> new Get(key, Get.Options.touch(exptime(now)));
      default ->
          new Get(
              key,
              new Get.Options(
                  random.nextBoolean(),
                  random.nextBoolean(),
                  optionalExptime(now),
                  random.nextBoolean() ? null : new Get.Recache(exptime(now), random.nextBoolean()),
                  random.nextBoolean()
                      ? null
                      : new Get.Vivify(exptime(now), newCas(), random.nextBoolean())));
    };
  }

  private Store store(Key key, long now, long cas) {
    return new Store(
        key,
        Store.Mode.values()[random.nextInt(3)],
        value(),
        random.nextInt(),
        exptime(now),
        new WriteOptions(condition(cas, random.nextBoolean()), newCas(), random.nextInt(5) == 0));
  }

  private Arithmetic arithmetic(Key key, long now, long cas) {
    return new Arithmetic(
        key,
        random.nextBoolean() ? Arithmetic.Direction.UP : Arithmetic.Direction.DOWN,
        number(),
        optionalExptime(now),
        new WriteOptions(condition(cas, false), newCas(), random.nextInt(5) == 0),
        random.nextBoolean() ? null : new Arithmetic.Vivify(exptime(now), number()));
  }

  private Delete delete(Key key, long now, long cas) {
    return new Delete(
        key,
        Delete.Keep.values()[random.nextInt(4)],
        condition(cas, false),
        optionalExptime(now),
        random.nextInt(),
        // The result does not tell a number that the engine chose.
        random.nextLong() | 1);
  }

  private Concat concat(Key key, long now, long cas) {
    return new Concat(
        key,
        random.nextBoolean() ? Concat.Side.APPEND : Concat.Side.PREPEND,
        value(),
        40,
        new WriteOptions(condition(cas, false), newCas(), random.nextInt(5) == 0),
        random.nextBoolean() ? null : new Concat.Vivify(exptime(now), random.nextInt()));
  }

  private CasCondition condition(long cas, boolean staleIfOlder) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new CasCondition(cas, staleIfOlder);
      case 2 -> new CasCondition(Math.max(0, cas - 1), staleIfOlder);
      case 3 -> new CasCondition(random.nextLong(), staleIfOlder);
      default -> null;
    };
  }

  private long newCas() {
    return random.nextInt(10) == 0 ? random.nextLong() | 1 : 0;
  }

  private long exptime(long now) {
    return switch (random.nextInt(8)) {
      case 0 -> Exptime.DEAD;
      case 1 -> now;
      case 2 -> now + 1;
      case 3 -> now + 2 + random.nextInt(5);
      case 4 -> Exptime.MAX + random.nextInt(2);
      default -> Exptime.NEVER;
    };
  }

  private long optionalExptime(long now) {
    return random.nextBoolean() ? Exptime.NONE : exptime(now);
  }

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(10);
      case 1 -> random.nextLong();
      case 2 -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
      default -> Long.parseUnsignedLong("18446744073709551615") - random.nextInt(3);
    };
  }

  private byte[] value() {
    if (random.nextInt(3) > 0) {
      return NUMBERS[random.nextInt(NUMBERS.length)].getBytes(StandardCharsets.US_ASCII);
    }
    byte[] bytes = new byte[random.nextInt(12)];
    random.nextBytes(bytes);
    return bytes;
  }
}
