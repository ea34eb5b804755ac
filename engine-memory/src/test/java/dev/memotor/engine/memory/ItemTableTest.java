package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Value;
import dev.memotor.engine.memory.ItemTable.ValueAccess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ItemTableTest {

  private static final long PLENTY = 1L << 30;
  private static final long NOW = 1_700_000_000;

  private final List<Long> evicted = new ArrayList<>();

  private ItemTable table(long limit) {
    return new ItemTable(new Memory(limit), NOW, true, (key, item) -> evicted.add(item.cas()));
  }

  /** An item whose value follows from its CAS number, so that any mix-up shows. */
  private static Item item(long cas, int length) {
    return Item.of(value(cas, length), 0, Exptime.NEVER, cas, NOW);
  }

  private static byte[] value(long cas, int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) (cas * 31 + i);
    }
    return value;
  }

  private static Key key(int number) {
    return Key.of("key" + number);
  }

  private static void put(ItemTable table, Key key, Item item) {
    int hash = ItemTable.hash(key);
    Item stored = item;
    TableLanding copy = null;
    if (table.needsCopy(key, item.value())) {
      copy = table.copy(key, item.value(), null);
      stored = Item.of(copy, item.flags(), item.exptime(), item.cas(), NOW);
    }
    synchronized (table.stripe(hash)) {
      assertThat(table.put(key, hash, table.find(key, hash, false), null, stored)).isTrue();
    }
    if (copy != null) {
      copy.abandon();
    }
    table.makeRoom();
  }

  private static boolean remove(ItemTable table, Key key) {
    int hash = ItemTable.hash(key);
    synchronized (table.stripe(hash)) {
      long found = table.find(key, hash, false);
      if (found != 0) {
        table.remove(hash, found);
      }
      return found != 0;
    }
  }

  private static Item peek(ItemTable table, Key key) {
    return read(table, key, false);
  }

  private static Item get(ItemTable table, Key key) {
    return read(table, key, true);
  }

  private static Item read(ItemTable table, Key key, boolean use) {
    table.enter();
    try {
      return table.read(key, use, ValueAccess.COPIED);
    } finally {
      table.leave();
    }
  }

  /** Compares growth, items of all sizes and removals with a map. */
  @Test
  void table_behavesLikeAMap() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ItemTable table = table(PLENTY);
    Map<Key, Item> model = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      // The number of keys rises and falls, so that tables fill, empty and fill again.
      Key key = key(random.nextInt(1 + Math.abs(i % 120_000 - 60_000)));
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> {
          int length = random.nextInt(1000) == 0 ? random.nextInt(300_000) : random.nextInt(80);
          Item item =
              Item.of(
                  value(i + 1, length),
                  random.nextInt(2) * random.nextInt(),
                  random.nextInt(2) * (NOW + 1000),
                  i + 1,
                  NOW);
          put(table, key, item);
          model.put(key, item);
        }
        case 3 -> assertThat(remove(table, key)).isEqualTo(model.remove(key) != null);
        default -> assertThat(get(table, key)).as("seed %d", seed).isEqualTo(model.get(key));
      }
      assertThat(peek(table, key)).as("seed %d", seed).isEqualTo(model.get(key));
    }
    Map<Key, Item> scanned = new HashMap<>();
    table.scan(
        (key, item) -> {
          assertThat(scanned.put(key, copy(item))).isNull();
          return true;
        });
    assertThat(scanned).isEqualTo(model);
    assertThat(table.size()).isEqualTo(model.size());
    assertThat(evicted).isEmpty();
    for (Key key : model.keySet()) {
      assertThat(remove(table, key)).isTrue();
    }
    requireEmpty(table);
  }

  private static Item copy(Item item) {
    return Item.of(item.value().bytes(), item.flags(), item.exptime(), item.cas(), NOW);
  }

  private static void requireEmpty(ItemTable table) {
    for (int i = 0; i < 3; i++) {
      table.enter();
      table.leave();
    }
    assertThat(table.size()).isZero();
    assertThat(table.bytes()).isZero();
    assertThat(table.release()).isTrue();
    assertThat(table.memory().pagesInUse()).isZero();
  }

  @Test
  void chainedValues_keepTheirBytes_whateverTheirLength() {
    ItemTable table = table(PLENTY);
    List<Integer> lengths = new ArrayList<>(List.of(0, 1, 4_000, 4_700, 8_191, 8_192, 1 << 20));
    for (int size : new int[] {ItemTable.SMALL, ItemTable.MIDDLE, ItemTable.FULL}) {
      for (int i = -2; i <= 2; i++) {
        lengths.add(size + i);
        lengths.add(2 * size + i);
      }
    }
    for (int length : lengths) {
      Key key = key(length);
      put(table, key, item(length + 1, length));
      assertThat(peek(table, key)).isEqualTo(item(length + 1, length));
      table.enter();
      Item lent = table.read(key, false, ValueAccess.LENT);
      assertThat(lent.value().bytes()).isEqualTo(value(length + 1, length));
      ByteBuffer parts = ByteBuffer.allocate(length);
      for (ByteBuffer piece : lent.value().pieces()) {
        parts.put(piece);
      }
      assertThat(parts.array()).isEqualTo(value(length + 1, length));
      ByteBuffer middle = ByteBuffer.allocate(length / 3);
      assertThat(lent.value().copyTo(length / 2, middle)).isEqualTo(length / 3);
      assertThat(middle.array())
          .isEqualTo(
              Arrays.copyOfRange(value(length + 1, length), length / 2, length / 2 + length / 3));
      table.leave();
    }
    for (int length : lengths) {
      assertThat(remove(table, key(length)) || peek(table, key(length)) == null).isTrue();
    }
    requireEmpty(table);
  }

  @Test
  void pinnedValue_outlivesItsItem() {
    ItemTable table = table(PLENTY);
    put(table, key(1), item(1, 100_000));
    table.enter();
    Item lent = table.read(key(1), false, ValueAccess.LENT);
    lent.value().pin();
    table.leave();
    remove(table, key(1));
    for (int i = 0; i < 100; i++) {
      put(table, key(2 + i % 2), item(7, 100_000));
      table.enter();
      table.leave();
    }
    assertThat(lent.value().bytes()).isEqualTo(value(1, 100_000));
    assertThat(table.release()).isFalse();
    lent.value().unpin();
    remove(table, key(2));
    remove(table, key(3));
    requireEmpty(table);
  }

  /**
   * Readers find all keys that stay, with the right values, while others come and go and the table
   * grows, evicts and moves items.
   */
  @Test
  void readers_neverMissWhatStays_norSeeTornItems() throws Exception {
    ItemTable table = table(PLENTY);
    int staying = 64;
    for (int i = 0; i < staying; i++) {
      put(table, key(i), item(i + 1, 40 + i));
    }
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        readers.add(threads.submit(reader(table, staying, stop)));
      }
      Random random = new Random(5);
      long cas = 1000;
      for (int round = 0; round < 400_000; round++) {
        int number = staying + random.nextInt(100_000);
        if (random.nextInt(4) > 0) {
          put(table, key(number), item(cas++, random.nextInt(200)));
        } else {
          remove(table, key(number));
        }
        int same = random.nextInt(staying);
        // The length of a staying item's value and its CAS number belong together.
        cas += 1000 - cas % 1000;
        put(table, key(same), item(cas + same, same + 40 + (int) (cas % 7)));
      }
      stop.set(true);
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  private static Callable<Long> reader(ItemTable table, int staying, AtomicBoolean stop) {
    return () -> {
      long reads = 0;
      while (!stop.get()) {
        table.enter();
        for (int i = 0; i < staying; i++) {
          Item found = table.read(key(i), true, ValueAccess.LENT);
          assertThat(found).as("key %d", i).isNotNull();
          if (found.cas() > staying) {
            assertThat(found.cas() % 1000).isEqualTo(i);
          }
          assertThat(found.value().bytes()).isEqualTo(value(found.cas(), found.value().length()));
          reads++;
        }
        table.leave();
      }
      return reads;
    };
  }

  private static void requireWithinLimit(ItemTable table) {
    table.enter();
    table.leave();
    assertThat((long) table.memory().pagesInUse() * Memory.PAGE)
        .isLessThanOrEqualTo(table.memory().limit() + table.memory().limit() / 16);
  }

  @Test
  void fullTable_evicts_andStaysWithinItsLimit() {
    long limit = 8 << 20;
    ItemTable table = table(limit);
    for (int i = 0; i < 300_000; i++) {
      put(table, key(i), item(i + 1, 100));
      if (i % 100 == 0) {
        requireWithinLimit(table);
      }
    }
    assertThat(table.size() + evicted.size()).isEqualTo(300_000);
    assertThat(table.bytes() + table.indexBytes() + table.evictionBytes())
        .as("little is wasted")
        .isGreaterThan(limit * 95 / 100);
  }

  @Test
  void sizesThatShift_findRoom() {
    long limit = 32 << 20;
    ItemTable table = table(limit);
    Random random = new Random(3);
    int number = 0;
    for (int base : new int[] {30, 500, 100, 3_000, 20_000, 200, 70_000}) {
      long stored = 0;
      while (stored < 2 * limit) {
        int length = base + random.nextInt(base);
        put(table, key(number++), item(number, length));
        stored += length + 60;
        if (number % 64 == 0) {
          requireWithinLimit(table);
        }
      }
      assertThat(table.bytes() + table.indexBytes() + table.evictionBytes())
          .as("with values of %d bytes", base)
          .isGreaterThan(limit * (base < 1_000 ? 90 : 70) / 100);
    }
  }

  @Test
  void landing_thatTheIndexHasNoRoomFor_canBeStoredLater() {
    ItemTable table = table(8 << 20);
    // The eighth item of a bucket needs an overflow bucket, and thereby a page.
    List<Key> sameBucket = new ArrayList<>();
    for (int i = 0; sameBucket.size() < 8; i++) {
      if ((ItemTable.hash(key(i)) & (Index.STRIPES - 1)) == 0) {
        sameBucket.add(key(i));
      }
    }
    for (Key key : sameBucket.subList(0, 7)) {
      put(table, key, item(1, 10));
    }
    Key last = sameBucket.get(7);
    int hash = ItemTable.hash(last);
    TableLanding landing = table.copy(last, Value.of(value(5, 20_000)), null);
    Item item = Item.of(landing, 0, Exptime.NEVER, 5, NOW);
    List<Integer> pages = new ArrayList<>();
    for (int page = 0; page >= 0; page = table.memory().takeReservedPage()) {
      pages.add(page);
    }
    synchronized (table.stripe(hash)) {
      assertThat(table.put(last, hash, 0, null, item)).isFalse();
      pages.subList(1, pages.size()).forEach(table.memory()::freePage);
      assertThat(table.put(last, hash, 0, null, item)).isTrue();
    }
    landing.abandon();
    assertThat(peek(table, last)).isEqualTo(item(5, 20_000));
  }

  @Test
  void largeItem_evictsOthers() {
    ItemTable table = table(8 << 20);
    for (int i = 0; i < 80_000; i++) {
      put(table, key(i), item(i + 1, 20));
    }
    put(table, Key.of("large"), item(1, 900_000));
    assertThat(peek(table, Key.of("large"))).isNotNull();
    // What upkeep does soon.
    table.shrink(() -> false);
    requireWithinLimit(table);
    put(table, Key.of("large"), item(1, 2_000_000));
    put(table, key(1), item(1, 2_000_000));
    // What upkeep does soon.
    table.shrink(() -> false);
    requireWithinLimit(table);
    assertThat(peek(table, key(1)).value().length()).isEqualTo(2_000_000);
  }

  @Test
  void lowerLimit_isReachedByShrinking() {
    ItemTable table = table(64 << 20);
    for (int i = 0; i < 300_000; i++) {
      put(table, key(i), item(i + 1, 100));
    }
    table.memory().setLimit(16 << 20);
    table.shrink(() -> true);
    assertThat(table.size()).isEqualTo(300_000);
    table.shrink(() -> false);
    table.enter();
    table.leave();
    assertThat(table.memory().pagesInUse()).isLessThanOrEqualTo((16 << 20) / Memory.PAGE);
    assertThat(table.size()).isBetween(70_000L, 120_000L);
  }

  @Test
  void withoutEviction_whatDoesNotFitIsRefused() {
    ItemTable table =
        new ItemTable(new Memory(8 << 20), NOW, false, (key, item) -> evicted.add(item.cas()));
    int stored = 0;
    boolean put = true;
    while (put) {
      Key key = key(stored);
      synchronized (table.stripe(ItemTable.hash(key))) {
        put = table.put(key, ItemTable.hash(key), 0, null, item(stored + 1, 100));
      }
      stored += put ? 1 : 0;
      table.makeRoom();
    }
    assertThat(stored).isBetween(45_000, 65_000);
    for (int i = 0; i < stored; i++) {
      assertThat(peek(table, key(i))).isEqualTo(item(i + 1, 100));
    }
    assertThat(evicted).isEmpty();
  }

  @Test
  void expired_isRemoved_andNothingElse() {
    ItemTable table = table(PLENTY);
    for (int i = 0; i < 10_000; i++) {
      put(table, key(i), Item.of(value(i, 20), 0, i % 3 == 0 ? 0 : NOW + i, i + 1, NOW));
    }
    // Later, earlier, never.
    put(table, key(100), Item.of(value(1, 20), 0, NOW + 9_000, 20_000, NOW));
    put(table, key(9_001), Item.of(value(1, 20), 0, NOW + 5, 20_001, NOW));
    put(table, key(200), Item.of(value(1, 20), 0, 0, 20_002, NOW));
    List<Long> expired = new ArrayList<>();
    for (long now = NOW; now <= NOW + 5_000; now++) {
      table.expire(now, () -> false, item -> expired.add(item.cas()));
    }
    assertThat(expired).doesNotHaveDuplicates().contains(20_001L).doesNotContain(20_000L, 20_002L);
    for (int i = 0; i < 10_000; i++) {
      boolean gone = i % 3 != 0 && i <= 5_000 && i != 100 && i != 200 || i == 9_001;
      assertThat(peek(table, key(i)) == null).as("key %d", i).isEqualTo(gone);
    }
  }

  @Test
  void expiryIndex_forgetsStaleEntries() {
    ItemTable table = table(PLENTY);
    for (int i = 0; i < 500_000; i++) {
      // Each change of mind towards an earlier moment files the key once more.
      long exptime = NOW + 100_000 - i % 1_000;
      put(table, key(i / 1_000), Item.of(value(i, 10), 0, exptime, i + 1, NOW));
    }
    table.expire(NOW + 1, () -> false, item -> assertThat(item).isNull());
    assertThat(table.expiryEntries()).isEqualTo(500);
  }

  /**
   * Compares the hits of a skewed load with those of LRU, with many keys that are used only once.
   */
  @Test
  void hits_exceedThoseOfLru() {
    int keys = 200_000;
    double[] share = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1 / Math.pow(i + 1, 0.9);
      share[i] = sum;
    }
    ItemTable table = table(8 << 20);
    for (int i = 0; evicted.isEmpty(); i++) {
      put(table, key(-i), item(1, 100));
    }
    LeastRecentlyUsed lru = new LeastRecentlyUsed((int) table.size());
    Random random = new Random(7);
    int hits = 0;
    int lruHits = 0;
    for (int i = 0; i < 1_500_000; i++) {
      int asked = keys + i;
      if (random.nextBoolean()) {
        int found = Arrays.binarySearch(share, random.nextDouble() * sum);
        asked = found < 0 ? -found - 1 : found;
      }
      if (get(table, key(asked)) != null) {
        hits++;
      } else {
        put(table, key(asked), item(1, 100));
      }
      lruHits += lru.asks(asked) ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(lruHits + lruHits / 20);
  }

  private static final class LeastRecentlyUsed extends LinkedHashMap<Integer, Boolean> {

    private static final long serialVersionUID = 1;

    private final int room;

    LeastRecentlyUsed(int room) {
      super(16, 0.75f, true);
      this.room = room;
    }

    boolean asks(int number) {
      return put(number, true) != null;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
      return size() > room;
    }
  }
}
