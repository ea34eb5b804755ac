package dev.memotor.engine.testing;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Generates random sequences of operations: few keys, so that they meet; every operation with every
 * option; conditions that hold and conditions that do not; items that expire on the way.
 */
public final class OperationGenerator {

  private static final int LONGEST_CONCAT = 64;

  /** Numbers at the edges of 64 bits and of an engine's own arithmetic, and what looks like one. */
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "0",
          "1",
          "9",
          "10",
          "99",
          "007",
          "  7 ",
          "00000000000000000000000012",
          "9999999",
          "10000000",
          "99999999999999",
          "100000000000000",
          "999999999999999",
          "1000000000000000",
          "9007199254740991",
          "9007199254740992",
          "9007199254740993",
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
          "12a",
          "abc",
          "a longer one");

  private final Random random;
  private final List<Key> keys;

  /** Equal seeds make equal sequences. */
  public OperationGenerator(long seed, List<Key> keys) {
    this.random = new Random(seed);
    this.keys = List.copyOf(keys);
  }

  /** Returns a sequence of {@code length} steps. */
  public List<Step> sequence(int length) {
    List<Step> steps = new ArrayList<>(length);
    while (steps.size() < length) {
      int kind = random.nextInt(100);
      if (kind < 6) {
        steps.add(new Step.Advance(1 + random.nextInt(4)));
      } else if (kind < 7) {
        steps.add(new Step.Flush());
      } else {
        int key = random.nextInt(keys.size());
        steps.add(new Step.Operate(key, builder(keys.get(key))));
      }
    }
    return steps;
  }

  /** An operation that depends on nothing stored. */
  public Operation operation(long now) {
    return builder(keys.get(random.nextInt(keys.size()))).build(null, now);
  }

  private Step.Builder builder(Key key) {
    return switch (random.nextInt(12)) {
      case 0, 1 -> get(key);
      case 2, 3, 4, 5 -> store(key);
      case 6, 7 -> concat(key);
      case 8, 9 -> arithmetic(key);
      case 10 -> touch(key);
      default -> delete(key);
    };
  }

  private Step.Builder get(Key key) {
    Moment exptime = oneIn(3) ? moment() : Moment.NONE;
    Moment recache = oneIn(3) ? new Moment(1 + random.nextInt(6), true) : Moment.NONE;
    Moment vivify = oneIn(3) ? moment() : Moment.NONE;
    boolean contest = random.nextBoolean();
    boolean access = random.nextBoolean();
    boolean seesTouch = random.nextBoolean();
    boolean binaryKey = oneIn(4);
    long cas = newCas();
    return (item, now) ->
        new Get(
            key,
            new Get.Options(
                contest,
                access,
                exptime.at(now),
                recache == Moment.NONE ? null : new Get.Recache(recache.at(now), seesTouch),
                vivify == Moment.NONE ? null : new Get.Vivify(vivify.at(now), cas, binaryKey)));
  }

  private Step.Builder store(Key key) {
    Store.Mode mode = Store.Mode.values()[random.nextInt(3)];
    byte[] value = value();
    int flags = random.nextInt();
    Moment exptime = moment();
    Condition condition = condition();
    long cas = newCas();
    boolean binaryKey = oneIn(4);
    return (item, now) ->
        new Store(
            key,
            mode,
            value,
            flags,
            exptime.at(now),
            new WriteOptions(condition.on(item, true), cas, binaryKey));
  }

  private Step.Builder concat(Key key) {
    Concat.Side side = Concat.Side.values()[random.nextInt(2)];
    byte[] value = value();
    Condition condition = condition();
    Moment vivify = oneIn(3) ? moment() : Moment.NONE;
    int flags = random.nextInt();
    long cas = newCas();
    boolean binaryKey = oneIn(4);
    return (item, now) ->
        new Concat(
            key,
            side,
            value,
            LONGEST_CONCAT,
            new WriteOptions(condition.on(item, false), cas, binaryKey),
            vivify == Moment.NONE ? null : new Concat.Vivify(vivify.at(now), flags));
  }

  private Step.Builder arithmetic(Key key) {
    Arithmetic.Direction direction = Arithmetic.Direction.values()[random.nextInt(2)];
    long delta = number();
    long initial = number();
    Moment exptime = oneIn(3) ? moment() : Moment.NONE;
    Moment vivify = oneIn(3) ? moment() : Moment.NONE;
    Condition condition = condition();
    long cas = newCas();
    boolean binaryKey = oneIn(4);
    return (item, now) ->
        new Arithmetic(
            key,
            direction,
            delta,
            exptime.at(now),
            new WriteOptions(condition.on(item, false), cas, binaryKey),
            vivify == Moment.NONE ? null : new Arithmetic.Vivify(vivify.at(now), initial));
  }

  private Step.Builder touch(Key key) {
    Moment exptime = moment();
    return (item, now) -> new Touch(key, exptime.at(now));
  }

  private Step.Builder delete(Key key) {
    Delete.Keep keep = Delete.Keep.values()[random.nextInt(4)];
    Condition condition = condition();
    Moment exptime = random.nextBoolean() ? moment() : Moment.NONE;
    int flags = random.nextInt();
    long cas = keep == Delete.Keep.NOTHING ? 0 : newCas();
    return (item, now) ->
        new Delete(key, keep, condition.on(item, false), exptime.at(now), flags, cas);
  }

  private long number() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
      case 3 -> -1 - random.nextInt(3);
      default -> random.nextInt(20);
    };
  }

  private byte[] value() {
    if (oneIn(4)) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      return bytes;
    }
    return VALUES.get(random.nextInt(VALUES.size())).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Mostly 0; else a number as a client may choose, far from those that an engine counts up. */
  private long newCas() {
    return oneIn(6) ? random.nextLong() | 1L << 62 : 0;
  }

  private Condition condition() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> Condition.EQUAL;
      case 2 -> Condition.LOWER;
      case 3 -> Condition.HIGHER;
      case 4 -> Condition.ZERO;
      default -> Condition.ABSENT;
    };
  }

  private Moment moment() {
    return switch (random.nextInt(8)) {
      case 0 -> new Moment(Exptime.DEAD, false);
      case 1 -> new Moment(0, true);
      case 2, 3 -> new Moment(1 + random.nextInt(6), true);
      case 4 -> new Moment(100_000, true);
      case 5 -> new Moment(random.nextBoolean() ? Exptime.MAX : Exptime.MAX + 5, false);
      default -> new Moment(Exptime.NEVER, false);
    };
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  /** A moment of expiry, of which the sequence may know only how far ahead it is. */
  private record Moment(long seconds, boolean relative) {

    static final Moment NONE = new Moment(Exptime.NONE, false);

    long at(long now) {
      return relative ? now + seconds : seconds;
    }
  }

  /** How a CAS condition stands to the item's number. */
  private enum Condition {
    ABSENT,
    EQUAL,
    LOWER,
    HIGHER,
    ZERO;

    @Nullable CasCondition on(@Nullable Item item, boolean staleIfOlder) {
      long cas = item == null ? 1000 : item.cas();
      return switch (this) {
        case ABSENT -> null;
        case EQUAL -> new CasCondition(cas);
        case LOWER -> new CasCondition(cas - 1, staleIfOlder);
        case HIGHER -> new CasCondition(cas + 1_000_000_000L, staleIfOlder);
        case ZERO -> new CasCondition(0, staleIfOlder);
      };
    }
  }
}
