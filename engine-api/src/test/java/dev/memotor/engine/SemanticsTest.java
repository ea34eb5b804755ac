package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SemanticsTest {

  private static final long NOW = 1_800_000_000L;
  private static final long LATER = NOW + 100;
  private static final long NEXT_CAS = 50;
  private static final Key KEY = Key.of("k");

  private int casAsked;

  private Transition apply(Operation operation, Item stored) {
    casAsked = 0;
    Transition transition =
        Semantics.apply(
            operation,
            stored,
            NOW,
            () -> {
              casAsked++;
              return NEXT_CAS;
            });
    assertThat(casAsked).isBetween(0, operation.takesCas() ? 1 : 0);
    return transition;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Item item(String value) {
    return Item.of(bytes(value), 7, LATER, 10, NOW - 5);
  }

  private static Item expired() {
    return Item.of(bytes("old"), 7, NOW, 10, NOW - 5);
  }

  private static Item stale(Item item) {
    return item.withStale(true);
  }

  private static void assertPut(Transition transition, String value, int flags, long exptime) {
    assertThat(transition.kind()).isEqualTo(Transition.Kind.PUT);
    assertThat(transition.changes()).isTrue();
    assertThat(new String(transition.item().value().bytes(), StandardCharsets.ISO_8859_1))
        .isEqualTo(value);
    assertThat(transition.item().flags()).isEqualTo(flags);
    assertThat(transition.item().exptime()).isEqualTo(exptime);
  }

  private static void assertKept(Transition transition, Result result) {
    assertThat(transition.kind()).isEqualTo(Transition.Kind.KEEP);
    assertThat(transition.changes()).isFalse();
    assertThat(transition.itemOrNull()).isNull();
    assertThat(transition.result()).isEqualTo(result);
  }

  /* ----- every operation without an item ----- */

  static Stream<Operation> operationsThatNeedAnItem() {
    return Stream.of(
        new Get(KEY),
        new Get(KEY, Get.Options.PEEK),
        new Get(KEY, Get.Options.CONTEST),
        new Get(KEY, Get.Options.touch(LATER)),
        new Touch(KEY, LATER),
        new Delete(KEY),
        new Delete(KEY, Delete.Keep.STALE_ITEM, null, LATER, 0, 0),
        new Delete(KEY, Delete.Keep.EMPTY_ITEM, new CasCondition(10), LATER, 0, 0),
        new Arithmetic(KEY, Arithmetic.Direction.UP, 1),
        new Arithmetic(KEY, Arithmetic.Direction.DOWN, 1));
  }

  @ParameterizedTest
  @MethodSource("operationsThatNeedAnItem")
  void noItem_isNotFound(Operation operation) {
    assertKept(apply(operation, null), Result.NOT_FOUND);
    assertKept(apply(operation, expired()), Result.EXPIRED_ITEM);
    assertThat(casAsked).isZero();
    assertThat(operation.readsItem()).isTrue();
  }

  @Test
  void whatMayChangeAValue_takesACasNumber() {
    assertThat(new Get(KEY).takesCas()).isFalse();
    assertThat(new Touch(KEY, LATER).takesCas()).isFalse();
    assertThat(store(Store.Mode.SET, null).takesCas()).isTrue();
    assertThat(up(1).takesCas()).isTrue();
    assertThat(Result.NOT_FOUND.isOk()).isFalse();
  }

  @Test
  void onlyPlainReads_writeNothing_andOnlyBlindSets_readNothing() {
    assertThat(new Get(KEY).writesItem()).isFalse();
    assertThat(new Get(KEY, Get.Options.PEEK).writesItem()).isFalse();
    assertThat(new Get(KEY, Get.Options.CONTEST).writesItem()).isTrue();
    assertThat(new Get(KEY, Get.Options.touch(0)).writesItem()).isTrue();
    assertThat(new Touch(KEY, 0).writesItem()).isTrue();
    assertThat(new Delete(KEY).writesItem()).isTrue();
    assertThat(store(Store.Mode.SET, null).readsItem()).isFalse();
    assertThat(store(Store.Mode.SET, new CasCondition(1)).readsItem()).isTrue();
    assertThat(store(Store.Mode.ADD, null).readsItem()).isTrue();
    assertThat(store(Store.Mode.REPLACE, null).readsItem()).isTrue();
  }

  @Test
  void everyOperationThatTakesACas_takesOneInSomeCase() {
    Stream<Operation> taking =
        Stream.of(
            vivify(0),
            store(Store.Mode.SET, null),
            store(Store.Mode.ADD, null),
            store(Store.Mode.REPLACE, null),
            store(Store.Mode.SET, new CasCondition(10)),
            append("5", 9),
            up(1),
            delete(Delete.Keep.STALE_ITEM, null, LATER, 0),
            delete(Delete.Keep.STALE_EMPTY_ITEM, null, LATER, 0));
    assertThat(taking)
        .allSatisfy(
            operation -> {
              assertThat(operation.takesCas()).isTrue();
              apply(operation, null);
              int onNone = casAsked;
              apply(operation, item("5"));
              assertThat(onNone + casAsked).isPositive();
            });
    assertThat(vivify(99).takesCas()).isFalse();
    assertThat(delete(Delete.Keep.STALE_ITEM, null, LATER, 99).takesCas()).isFalse();
    assertThat(delete(Delete.Keep.EMPTY_ITEM, null, LATER, 0).takesCas()).isFalse();
  }

  @Test
  void valueLength_isThatOfTheCarriedValue() {
    assertThat(new Store(KEY, Store.Mode.SET, bytes("four"), 0, 0).valueLength()).isEqualTo(4);
    assertThat(append("four", 9).valueLength()).isEqualTo(4);
    assertThat(up(1).valueLength()).isZero();
  }

  @Test
  void refusedForLackOfRoom_onlyAPlainSetTakesTheOldValueAway() {
    assertThat(Semantics.removesWhenRefused(store(Store.Mode.SET, null))).isTrue();
    assertThat(Semantics.removesWhenRefused(store(Store.Mode.SET, new CasCondition(1)))).isFalse();
    assertThat(Semantics.removesWhenRefused(store(Store.Mode.ADD, null))).isFalse();
    assertThat(Semantics.removesWhenRefused(store(Store.Mode.REPLACE, null))).isFalse();
    assertThat(Semantics.removesWhenRefused(append("x", 9))).isFalse();
    assertThat(Semantics.removesWhenRefused(up(1))).isFalse();
  }

  /* ----- get ----- */

  @Test
  void get_plain_showsTheItemAndCountsAsAccess() {
    Item item = item("v");
    Transition transition = apply(new Get(KEY), item);
    assertThat(transition.kind()).isEqualTo(Transition.Kind.ACCESS);
    assertThat(transition.item()).isSameAs(item);
    assertThat(transition.result().item()).isSameAs(item);
  }

  @Test
  void get_peek_leavesNoTrace() {
    Item item = item("v");
    assertKept(apply(new Get(KEY, Get.Options.PEEK), item), Result.ok(item));
  }

  @Test
  void get_contest_showsTheAccessRecordBeforeThisAccess() {
    Item item = item("v");
    Transition transition = apply(new Get(KEY, Get.Options.CONTEST), item);
    assertThat(transition.kind()).isEqualTo(Transition.Kind.ACCESS);
    transition.item().recordAccess(NOW);
    assertThat(item.isFetched()).isTrue();
    assertThat(item.lastAccess()).isEqualTo(NOW);
    assertThat(transition.result().item().isFetched()).isFalse();
    assertThat(transition.result().item().lastAccess()).isEqualTo(NOW - 5);
  }

  @Test
  void get_touch_showsTheOldExptimeAndKeepsTheCas() {
    Transition transition = apply(new Get(KEY, Get.Options.touch(NOW + 9)), item("v"));
    assertPut(transition, "v", 7, NOW + 9);
    assertThat(transition.item().cas()).isEqualTo(10);
    assertThat(transition.item().isFetched()).isTrue();
    assertThat(transition.item().lastAccess()).isEqualTo(NOW);
    assertThat(transition.result()).isEqualTo(Result.ok(item("v")));
    assertThat(casAsked).isZero();
  }

  @Test
  void get_touchWithADeadMoment_showsTheItemForTheLastTime() {
    Transition transition = apply(new Get(KEY, Get.Options.touch(Exptime.DEAD)), item("v"));
    assertThat(transition.kind()).isEqualTo(Transition.Kind.REMOVE);
    assertThat(transition.result()).isEqualTo(Result.ok(item("v")));
  }

  @Test
  void get_vivify_createsAnEmptyItemAndWins() {
    for (Item stored : Arrays.asList(null, expired())) {
      Transition transition = apply(vivify(0), stored);
      assertPut(transition, "", 0, LATER);
      assertThat(transition.item().cas()).isEqualTo(NEXT_CAS);
      assertThat(transition.item().isWon()).isTrue();
      assertThat(transition.item().isStale()).isFalse();
      assertThat(transition.item().hasBinaryKey()).isTrue();
      assertThat(transition.item().isFetched()).isTrue();
      assertThat(transition.result().isWon()).isTrue();
      assertThat(transition.result().isCreated()).isTrue();
      assertThat(transition.result().item().isWon()).isFalse();
    }
    assertThat(apply(vivify(99), null).item().cas()).isEqualTo(99);
    assertThat(casAsked).isZero();
  }

  @Test
  void get_vivifyOnAHit_isARead() {
    Transition transition = apply(vivify(0), item("v"));
    assertThat(transition.kind()).isEqualTo(Transition.Kind.ACCESS);
    assertThat(transition.result()).isEqualTo(Result.ok(item("v")));
  }

  private static Get vivify(long cas) {
    return new Get(
        KEY, new Get.Options(true, true, Exptime.NONE, null, new Get.Vivify(LATER, cas, true)));
  }

  /* ----- the contest for the right to recache ----- */

  @Test
  void contest_onAStaleItem_isWonOnce() {
    Transition first = apply(new Get(KEY, Get.Options.CONTEST), stale(item("s")));
    assertThat(first.kind()).isEqualTo(Transition.Kind.PUT);
    assertThat(first.result().isWon()).isTrue();
    assertThat(first.result().isCreated()).isFalse();
    assertThat(first.result().item()).isEqualTo(stale(item("s")));
    assertThat(first.item()).isEqualTo(stale(item("s")).withWon(true));
    Transition second = apply(new Get(KEY, Get.Options.CONTEST), first.item());
    assertThat(second.changes()).isFalse();
    assertThat(second.result().isWon()).isFalse();
    assertThat(second.result().item().isWon()).isTrue();
  }

  @Test
  void contest_isNotJoinedByPlainReaders() {
    assertThat(apply(new Get(KEY), stale(item("s"))).result().isWon()).isFalse();
    assertThat(apply(new Get(KEY, Get.Options.PEEK), stale(item("s"))).result().isWon()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // exptime left, T, R, T before R, won
    "100, -1, 30, false, false",
    "29,  -1, 30, false, true",
    "30,  -1, 30, false, false",
    "100,  5, 30, true,  true",
    "100,  5, 30, false, false",
    "5,  100, 30, true,  false",
    "5,  100, 30, false, true",
  })
  void contest_onAnItemThatExpiresSoon(
      int left, int touch, int recache, boolean seen, boolean won) {
    Item item = Item.of(bytes("v"), 0, NOW + left, 10, NOW);
    Get get =
        new Get(
            KEY,
            new Get.Options(
                true,
                true,
                touch < 0 ? Exptime.NONE : NOW + touch,
                new Get.Recache(NOW + recache, seen),
                null));
    Transition transition = apply(get, item);
    assertThat(transition.result().isWon()).isEqualTo(won);
    assertThat(transition.result().item().exptime()).isEqualTo(NOW + left);
    if (touch >= 0) {
      assertThat(transition.item().exptime()).isEqualTo(NOW + touch);
    }
  }

  @Test
  void contest_onAnItemThatNeverExpires_isNotOpenedByTime() {
    Item item = Item.of(bytes("v"), 0, Exptime.NEVER, 10, NOW);
    Get get =
        new Get(
            KEY, new Get.Options(true, true, Exptime.NONE, new Get.Recache(NOW + 30, false), null));
    assertThat(apply(get, item).result().isWon()).isFalse();
  }

  @Test
  void staleItem_livesThroughTheExampleOfTheProtocol() {
    Item s = apply(new Store(KEY, Store.Mode.SET, bytes("s"), 0, 0), null).item();
    s =
        Semantics.apply(
                new Delete(KEY, Delete.Keep.STALE_ITEM, null, NOW + 30, 0, 0), s, NOW, () -> 2809)
            .item();
    Transition won = apply(new Get(KEY, Get.Options.CONTEST), s);
    assertThat(won.result().isWon()).isTrue();
    assertThat(won.result().item().cas()).isEqualTo(2809);
    assertThat(won.result().item().exptime()).isEqualTo(NOW + 30);
    assertThat(won.result().item().isStale()).isTrue();
    Transition lost = apply(new Get(KEY, Get.Options.CONTEST), won.item());
    assertThat(lost.result().isWon()).isFalse();
    assertThat(lost.result().item().isWon() && lost.result().item().isStale()).isTrue();
    Transition older = apply(store(Store.Mode.SET, new CasCondition(1, true)), won.item());
    assertPut(older, "new", 3, NOW + 30);
    assertThat(older.result().status()).isEqualTo(Status.OK);
    assertThat(older.item().isStale()).isTrue();
    assertThat(older.item().isWon()).isTrue();
    Item fresh = apply(store(Store.Mode.SET, null), older.item()).item();
    assertThat(fresh.isStale() || fresh.isWon()).isFalse();
  }

  @Test
  void counting_marksTheItem_untilItIsStoredAnew() {
    Arithmetic up = new Arithmetic(KEY, Arithmetic.Direction.UP, 1);
    assertThat(item("5").isCounted()).isFalse();
    Item counted = apply(up, item("5")).item();
    assertThat(counted.isCounted()).isTrue();
    assertThat(apply(new Touch(KEY, LATER), counted).item().isCounted()).isTrue();
    Arithmetic creating =
        new Arithmetic(KEY, Arithmetic.Direction.UP, 1, new Arithmetic.Vivify(LATER, 7));
    assertThat(apply(creating, null).item().isCounted()).isTrue();
  }

  /* ----- touch ----- */

  @Test
  void touch_setsTheExptimeAndKeepsTheRest() {
    Item item = stale(item("v")).withBinaryKey(true);
    Transition transition = apply(new Touch(KEY, NOW + 9), item);
    assertPut(transition, "v", 7, NOW + 9);
    assertThat(transition.item().cas()).isEqualTo(10);
    assertThat(transition.item().marks()).isEqualTo(item.marks());
    assertThat(transition.result().item().exptime()).isEqualTo(LATER);
    assertThat(apply(new Touch(KEY, Exptime.NEVER), item).item().exptime()).isZero();
    assertThat(apply(new Touch(KEY, Exptime.DEAD), item).kind()).isEqualTo(Transition.Kind.REMOVE);
    assertThat(apply(new Touch(KEY, Exptime.MAX + 99), item).item().exptime())
        .isEqualTo(Exptime.MAX);
  }

  /* ----- store ----- */

  private static Store store(Store.Mode mode, CasCondition condition) {
    return new Store(KEY, mode, bytes("new"), 3, NOW + 9, new WriteOptions(condition));
  }

  @ParameterizedTest
  @CsvSource({
    // mode, expected CAS (- for none), item there, outcome
    "SET,     -,  no,  OK",
    "SET,     -,  yes, OK",
    "ADD,     -,  no,  OK",
    "ADD,     -,  yes, NOT_STORED",
    "REPLACE, -,  no,  NOT_STORED",
    "REPLACE, -,  yes, OK",
    "SET,     10, no,  NOT_FOUND",
    "SET,     10, yes, OK",
    "SET,     11, yes, EXISTS",
    "SET,     9,  yes, EXISTS",
    "SET,     0,  yes, EXISTS",
    "REPLACE, 10, no,  NOT_FOUND",
    "REPLACE, 10, yes, OK",
    "REPLACE, 11, yes, EXISTS",
    "ADD,     10, no,  OK",
    "ADD,     10, yes, NOT_STORED",
  })
  void store_byModeAndCondition(Store.Mode mode, String expected, String there, Status status) {
    CasCondition condition =
        expected.equals("-") ? null : new CasCondition(Long.parseLong(expected));
    boolean present = there.equals("yes");
    Transition transition = apply(store(mode, condition), present ? item("v") : null);
    assertThat(transition.result().status()).isEqualTo(status);
    assertThat(transition.changes()).isEqualTo(status == Status.OK);
    if (status == Status.OK) {
      assertPut(transition, "new", 3, NOW + 9);
      assertThat(transition.item().cas()).isEqualTo(NEXT_CAS);
      assertThat(transition.item().marks()).isZero();
      assertThat(transition.result().item()).isEqualTo(transition.item());
    } else {
      assertThat(casAsked).isZero();
    }
    if (!present) {
      assertThat(apply(store(mode, condition), expired()).result().status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9, OK, true",
    "1, OK, true",
    "10, OK, false",
    "11, EXISTS, false",
    "0, EXISTS, false"
  })
  void store_staleIfOlder(long expected, Status status, boolean stale) {
    Item won = stale(item("v")).withWon(true);
    Transition transition = apply(store(Store.Mode.SET, new CasCondition(expected, true)), won);
    assertThat(transition.result().status()).isEqualTo(status);
    if (status == Status.OK) {
      assertThat(transition.item().isStale()).isEqualTo(stale);
      assertThat(transition.item().isWon()).isEqualTo(stale);
      assertThat(transition.item().exptime()).isEqualTo(stale ? LATER : NOW + 9);
      assertThat(transition.item().cas()).isEqualTo(NEXT_CAS);
    }
  }

  @Test
  void store_staleIfOlder_comparesUnsigned() {
    Item high = item("v").withCas(-1);
    Store older = store(Store.Mode.SET, new CasCondition(Long.MAX_VALUE, true));
    assertThat(apply(older, high).result().isOk()).isTrue();
  }

  @Test
  void store_deadOnArrival_isStoredAndGone() {
    for (long exptime : new long[] {Exptime.DEAD, NOW - 1, NOW}) {
      Store store = new Store(KEY, Store.Mode.SET, bytes("x"), 0, exptime);
      Transition transition = apply(store, item("v"));
      assertThat(transition.kind()).isEqualTo(Transition.Kind.REMOVE);
      assertThat(transition.result().status()).isEqualTo(Status.OK);
    }
  }

  @Test
  void store_givesTheChosenCasAndTheKeysForm() {
    Store store =
        new Store(KEY, Store.Mode.SET, bytes("x"), 0, 0, new WriteOptions(null, -1, true));
    Item item = apply(store, null).item();
    assertThat(item.cas()).isEqualTo(-1);
    assertThat(item.hasBinaryKey()).isTrue();
    assertThat(item.isFetched()).isFalse();
    assertThat(item.lastAccess()).isEqualTo(NOW);
    assertThat(casAsked).isZero();
  }

  /* ----- concat ----- */

  private static Concat append(String value, int maxLength) {
    return new Concat(KEY, Concat.Side.APPEND, bytes(value), maxLength);
  }

  @Test
  void concat_joinsOnItsSide_keepsFlagsAndExptime_clearsMarks() {
    Item item = stale(item("ab")).withWon(true).withBinaryKey(true);
    Transition append = apply(append("cd", 4), item);
    assertPut(append, "abcd", 7, LATER);
    assertThat(append.item().cas()).isEqualTo(NEXT_CAS);
    assertThat(append.item().isStale() || append.item().isWon()).isFalse();
    assertThat(append.item().hasBinaryKey()).isTrue();
    Concat prepend = new Concat(KEY, Concat.Side.PREPEND, bytes("cd"), 4);
    assertPut(apply(prepend, item), "cdab", 7, LATER);
    Transition nothing = apply(append("", 4), item("ab"));
    assertPut(nothing, "ab", 7, LATER);
    assertThat(nothing.item().cas()).isEqualTo(NEXT_CAS);
  }

  @Test
  void concat_refuses() {
    assertKept(apply(append("x", 9), null), Result.NOT_STORED);
    assertKept(apply(append("x", 9), expired()), Result.NOT_STORED);
    assertKept(apply(append("cde", 4), item("ab")), Result.TOO_LARGE);
    assertKept(apply(append("x", Integer.MAX_VALUE), null), Result.NOT_STORED);
    CasCondition other = new CasCondition(11);
    Concat conditional =
        new Concat(KEY, Concat.Side.APPEND, bytes("x"), 9, new WriteOptions(other), null);
    assertKept(apply(conditional, item("ab")), Result.EXISTS);
    assertKept(apply(conditional, null), Result.NOT_STORED);
    assertThat(casAsked).isZero();
  }

  @Test
  void concat_vivifies() {
    Concat concat =
        new Concat(
            KEY,
            Concat.Side.APPEND,
            bytes("x"),
            9,
            new WriteOptions(null, 77, true),
            new Concat.Vivify(NOW + 4, 5));
    Transition transition = apply(concat, null);
    assertPut(transition, "x", 5, NOW + 4);
    assertThat(transition.item().cas()).isEqualTo(77);
    assertThat(transition.item().hasBinaryKey()).isTrue();
    assertPut(apply(concat, item("ab")), "abx", 7, LATER);
  }

  /* ----- arithmetic ----- */

  private static Arithmetic up(long delta) {
    return new Arithmetic(KEY, Arithmetic.Direction.UP, delta);
  }

  @ParameterizedTest
  @CsvSource({
    "5, UP, 3, 8",
    "0, UP, 0, 0",
    "9, UP, 1, 10",
    "00010, UP, 1, 11",
    "18446744073709551615, UP, 1, 0",
    "18446744073709551614, UP, 1, 18446744073709551615",
    "1, UP, 18446744073709551615, 0",
    "9223372036854775807, UP, 1, 9223372036854775808",
    "10, DOWN, 1, 9",
    "5, DOWN, 6, 0",
    "5, DOWN, 18446744073709551615, 0",
    "18446744073709551615, DOWN, 1, 18446744073709551614",
    "9223372036854775808, DOWN, 1, 9223372036854775807",
    "' 12 ', UP, 1, 13",
    "'9   ', DOWN, 1, 8",
  })
  void arithmetic_counts(String value, Arithmetic.Direction direction, String delta, String sum) {
    Item item = stale(item(value));
    Transition transition =
        apply(new Arithmetic(KEY, direction, Long.parseUnsignedLong(delta)), item);
    assertPut(transition, sum, 7, LATER);
    assertThat(transition.result().number()).isEqualTo(Long.parseUnsignedLong(sum));
    assertThat(transition.item().cas()).isEqualTo(NEXT_CAS);
    assertThat(transition.item().isStale()).isTrue();
  }

  @Test
  void arithmetic_onALongValue_isRefusedEvenIfItIsANumberAmongSpaces() {
    assertPut(apply(up(1), item("7" + " ".repeat(1023))), "8", 7, LATER);
    assertKept(apply(up(1), item("7" + " ".repeat(1024))), Result.NON_NUMERIC);
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "x", "12a", "1.5", "-1", "+1", "1 2", "18446744073709551616", "0x1"})
  void arithmetic_onNoNumber(String value) {
    assertKept(apply(up(1), item(value)), Result.NON_NUMERIC);
  }

  @Test
  void arithmetic_conditionTouchAndBeginning() {
    Arithmetic full =
        new Arithmetic(
            KEY,
            Arithmetic.Direction.UP,
            5,
            NOW + 8,
            new WriteOptions(new CasCondition(10), 0, true),
            new Arithmetic.Vivify(NOW + 9, -1));
    assertPut(apply(full, item("1")), "6", 7, NOW + 8);
    assertKept(apply(full, item("1").withCas(11)), Result.EXISTS);
    for (Item none : Arrays.asList(null, expired())) {
      Transition begin = apply(full, none);
      assertPut(begin, "18446744073709551615", 0, NOW + 9);
      assertThat(begin.result().isCreated()).isTrue();
      assertThat(begin.result().isWon()).isFalse();
      assertThat(begin.result().number()).isEqualTo(-1);
      assertThat(begin.item().hasBinaryKey()).isTrue();
    }
  }

  /* ----- delete ----- */

  private static Delete delete(Delete.Keep keep, CasCondition condition, long exptime, long cas) {
    return new Delete(KEY, keep, condition, exptime, 4, cas);
  }

  @Test
  void delete_ofEverything() {
    Transition transition = apply(new Delete(KEY), item("v"));
    assertThat(transition.kind()).isEqualTo(Transition.Kind.REMOVE);
    assertThat(transition.result()).isEqualTo(Result.DONE);
    for (Delete.Keep keep : Delete.Keep.values()) {
      assertKept(
          apply(delete(keep, new CasCondition(11), Exptime.NONE, 0), item("v")), Result.EXISTS);
      assertThat(apply(delete(keep, new CasCondition(10), Exptime.NONE, 0), item("v")).result())
          .isEqualTo(Result.DONE);
    }
  }

  @Test
  void delete_thatKeepsTheItemStale() {
    Item won = stale(item("v")).withWon(true);
    Transition kept = apply(delete(Delete.Keep.STALE_ITEM, null, Exptime.NONE, 0), won);
    assertPut(kept, "v", 7, LATER);
    assertThat(kept.item().cas()).isEqualTo(NEXT_CAS);
    assertThat(kept.item().isStale()).isTrue();
    assertThat(kept.item().isWon()).isFalse();
    Transition chosen = apply(delete(Delete.Keep.STALE_ITEM, null, NOW + 9, 99), won);
    assertPut(chosen, "v", 7, NOW + 9);
    assertThat(chosen.item().cas()).isEqualTo(99);
    assertThat(casAsked).isZero();
    assertThat(apply(delete(Delete.Keep.STALE_ITEM, null, Exptime.DEAD, 0), won).kind())
        .isEqualTo(Transition.Kind.REMOVE);
  }

  @Test
  void delete_thatKeepsAnEmptyItem() {
    Item marked = stale(item("v")).withWon(true).withBinaryKey(true);
    Transition empty = apply(delete(Delete.Keep.EMPTY_ITEM, null, Exptime.NONE, 0), marked);
    assertPut(empty, "", 4, Exptime.NEVER);
    assertThat(empty.item().cas()).isEqualTo(10);
    assertThat(empty.item().isStale() || empty.item().isWon()).isFalse();
    assertThat(empty.item().hasBinaryKey()).isTrue();
    assertThat(casAsked).isZero();
    assertThat(apply(delete(Delete.Keep.EMPTY_ITEM, null, NOW + 9, 99), marked).item().cas())
        .isEqualTo(99);
    Transition stale = apply(delete(Delete.Keep.STALE_EMPTY_ITEM, null, NOW + 9, 0), item("v"));
    assertPut(stale, "", 4, NOW + 9);
    assertThat(stale.item().cas()).isEqualTo(NEXT_CAS);
    assertThat(stale.item().isStale()).isTrue();
  }

  @Test
  void apply_changesNeitherOperationNorItem() {
    Item item = item("12");
    Item copy = item("12");
    for (Operation operation :
        List.of(up(1), append("x", 9), store(Store.Mode.SET, null), new Touch(KEY, 0))) {
      apply(operation, item);
      assertThat(item).isEqualTo(copy);
      assertThat(item.isFetched()).isFalse();
    }
  }
}
