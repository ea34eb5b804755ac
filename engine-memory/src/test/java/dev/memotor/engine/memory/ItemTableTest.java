package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ItemTableTest {

  private static final long PLENTY = 1L << 30;

  private final List<Item> evicted = new ArrayList<>();

  private ItemTable table(long limit) {
    return new ItemTable(limit, (key, item) -> evicted.add(item));
  }

  private static Item item(long cas, int length) {
    return Item.of(new byte[length], 0, Exptime.NEVER, cas, 1);
  }

  private static Key key(int number) {
    return Key.of("key" + number);
  }

  /** Compares growth, and removals that move other entries, with a map. */
  @Test
  void table_behavesLikeAMap() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ItemTable table = table(PLENTY);
    Map<Key, Item> model = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      // The number of keys rises and falls, so that tables fill, empty and fill again.
      Key key = key(random.nextInt(1 + Math.abs(i % 60_000 - 30_000)));
      Item item = item(i + 1, random.nextInt(50));
      switch (random.nextInt(6)) {
        case 0, 1 -> assertThat(table.put(key, item)).isSameAs(model.put(key, item));
        case 2 -> assertThat(table.remove(key)).isSameAs(model.remove(key));
        case 3 ->
            assertThat(table.putIfAbsent(key, item))
                .isEqualTo(model.putIfAbsent(key, item) == null);
        case 4 -> {
          Item held = model.get(key);
          assertThat(table.remove(key, item)).isFalse();
          assertThat(held != null && table.remove(key, held)).isEqualTo(model.remove(key) != null);
        }
        default -> assertThat(table.get(key)).as("seed %d", seed).isSameAs(model.get(key));
      }
      assertThat(table.peek(key)).as("seed %d", seed).isSameAs(model.get(key));
    }
    Map<Key, Item> scanned = new HashMap<>();
    table.scan(
        (key, item) -> {
          assertThat(scanned.put(key, item)).isNull();
          return true;
        });
    assertThat(scanned).isEqualTo(model);
    assertThat(table.size()).isEqualTo(model.size());
    assertThat(table.bytes())
        .isEqualTo(
            model.entrySet().stream()
                .mapToLong(entry -> Footprint.of(entry.getKey(), entry.getValue()))
                .sum());
    assertThat(evicted).isEmpty();
  }

  /**
   * Keys that stay are always found, and never with another key's item, whatever moves around them.
   * All keys are in a small part of the table, where those that stay were added last and so move
   * when others are removed; as they move only once, there are many tables. CAS numbers identify
   * the items.
   */
  @Test
  void readers_neverMissWhatStays() throws Exception {
    List<Key> keys = keysOfOneSegment(24);
    List<Key> staying = keys.subList(0, 4);
    AtomicReference<ItemTable> current = new AtomicReference<>(filled(keys, staying.size()));
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Long>> readers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        readers.add(threads.submit(reader(current, staying, stop)));
      }
      for (int round = 0; round < 20_000; round++) {
        ItemTable table = filled(keys, staying.size());
        current.set(table);
        churn(table, keys, staying.size());
        assertThat(table.size()).isEqualTo(staying.size());
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

  private ItemTable filled(List<Key> keys, int staying) {
    ItemTable table = table(PLENTY);
    for (int i = 11; i >= 0; i--) {
      table.put(keys.get(i), item(i < staying ? i + 1 : 1000 + i, 10));
    }
    return table;
  }

  private static List<Key> keysOfOneSegment(int count) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; keys.size() < count; i++) {
      if (ItemTable.segment(key(i).hashCode()) == 0) {
        keys.add(key(i));
      }
    }
    return keys;
  }

  private static Callable<Long> reader(
      AtomicReference<ItemTable> current, List<Key> staying, AtomicBoolean stop) {
    return () -> {
      long reads = 0;
      while (!stop.get()) {
        ItemTable table = current.get();
        for (int i = 0; i < staying.size(); i++) {
          Item found = table.get(staying.get(i));
          assertThat(found).isNotNull();
          assertThat((found.cas() - 1) % staying.size()).isEqualTo(i);
          reads++;
        }
      }
      return reads;
    };
  }

  /** Removes the keys that do not stay, replaces those that do, and makes the table grow. */
  private static void churn(ItemTable table, List<Key> keys, int staying) {
    for (int i = staying; i < 12; i++) {
      assertThat(table.remove(keys.get(i)).cas()).isEqualTo(1000 + i);
    }
    for (int i = staying; i < keys.size(); i++) {
      table.put(keys.get(i), item(1000 + i, 10));
      table.put(keys.get(i % staying), item(staying + i % staying + 1, 10));
    }
    for (int i = staying; i < keys.size(); i++) {
      assertThat(table.remove(keys.get(i)).cas()).isEqualTo(1000 + i);
    }
  }

  @Test
  void newestItem_stays_howeverLittleSpaceThereIs() {
    long limit = 10L * Footprint.of(key(100), item(1, 1000));
    ItemTable table = table(limit);
    for (int i = 100; i < 1_000; i++) {
      table.put(key(i), item(i, 1000));
      assertThat(table.peek(key(i))).isNotNull();
      for (int other = 100; other < i; other++) {
        // All other items are used more.
        table.get(key(other));
        table.get(key(other));
      }
      assertThat(table.bytes()).isLessThanOrEqualTo(limit);
    }
    assertThat(table.size() + evicted.size()).isEqualTo(900);
    assertThat(table.size()).isBetween(8L, 10L);
  }

  @Test
  void largeItem_evictsOthers() {
    long limit = 1 << 20;
    ItemTable table = table(limit);
    for (int i = 0; i < 20_000; i++) {
      table.put(key(i), item(i + 1, 20));
    }
    table.put(Key.of("large"), item(1, 900_000));
    assertThat(table.peek(Key.of("large"))).isNotNull();
    assertThat(table.bytes()).isLessThanOrEqualTo(limit);
    table.put(Key.of("large"), item(1, 1_000_000));
    assertThat(table.bytes()).isLessThanOrEqualTo(limit);
    table.put(key(1), item(1, 900_000));
    assertThat(table.peek(Key.of("large"))).as("there is no space for both").isNull();
    assertThat(table.bytes()).isLessThanOrEqualTo(limit);
  }

  @Test
  void lowerLimit_isReachedByShrinking_notBySingleWriters() {
    ItemTable table = table(PLENTY);
    for (int i = 0; i < 50_000; i++) {
      table.put(key(i), item(i + 1, 100));
    }
    long before = table.bytes();
    table.setLimit(before / 4);
    table.put(Key.of("new"), item(1, 100));
    assertThat(table.bytes()).as("no single writer evicts all").isBetween(before / 2, before);
    table.shrink(() -> true);
    assertThat(table.bytes()).isGreaterThan(before / 2);
    table.shrink(() -> false);
    assertThat(table.bytes()).isBetween(before / 5, before / 4);
  }

  @Test
  void putWithin_evictsNothing() {
    Item item = item(1, 100);
    ItemTable table = table(2L * Footprint.of(key(1), item));
    assertThat(table.putWithin(key(1), item, null)).isTrue();
    assertThat(table.putWithin(key(2), item, null)).isTrue();
    assertThat(table.putWithin(key(3), item, null)).isFalse();
    assertThat(table.putWithin(key(1), item(2, 101 + 8), item)).isFalse();
    assertThat(table.putWithin(key(1), item(3, 50), item)).isTrue();
    assertThat(table.peek(key(1)).cas()).isEqualTo(3);
    assertThat(table.peek(key(3))).isNull();
    assertThat(evicted).isEmpty();
  }

  /**
   * Compares the hits of a skewed load with those of LRU, with many keys that are used only once.
   */
  @Test
  void hits_exceedThoseOfLru() {
    int keys = 20_000;
    int room = keys / 10;
    double[] share = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1 / Math.pow(i + 1, 0.9);
      share[i] = sum;
    }
    ItemTable table = table((long) room * Footprint.of(key(10_000), item(1, 100)));
    LeastRecentlyUsed lru = new LeastRecentlyUsed(room);
    Random random = new Random(7);
    int hits = 0;
    int lruHits = 0;
    for (int i = 0; i < 400_000; i++) {
      int asked = keys + i;
      if (random.nextBoolean()) {
        int found = Arrays.binarySearch(share, random.nextDouble() * sum);
        asked = found < 0 ? -found - 1 : found;
      }
      if (table.get(key(asked)) != null) {
        hits++;
      } else {
        table.put(key(asked), item(1, 100));
      }
      lruHits += lru.asks(asked) ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(lruHits + lruHits / 8);
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
