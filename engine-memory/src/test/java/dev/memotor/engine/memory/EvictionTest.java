package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.memory.Eviction.Victim;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A cache of hashes; what their items are does not matter to the index and to eviction. */
class EvictionTest {

  private final Memory memory = new Memory(64 << 20);
  private final Index index = new Index(memory);
  private final Eviction eviction = new Eviction(memory, index);
  private final Map<Integer, Long> held = new HashMap<>();
  private long lastRef;

  private static int hash(int number) {
    return number * 0x9E37_79B1;
  }

  private void insert(int number) {
    int hash = hash(number);
    long ref = ++lastRef;
    assertThat(index.insert(hash, ref, Eviction.NEW)).isTrue();
    assertThat(held.put(hash, ref)).isNull();
    eviction.inserted(hash);
    index.grow();
  }

  private void use(int number) {
    long slot = index.glance(hash(number));
    if ((Index.uses(slot) & Index.MAX_USES) < Index.MAX_USES) {
      index.setUses(hash(number), slot, Index.uses(slot) + 1);
    }
  }

  private void remove(int number) {
    index.remove(hash(number), held.remove(hash(number)));
  }

  /** Evicts until one item is left; returns how many were evicted. */
  private int evictAll() {
    int evicted = 0;
    for (int calls = 0; held.size() > 1 && calls < 100_000; calls++) {
      evicted += evict() == 0 ? 0 : 1;
    }
    return evicted;
  }

  /** Returns the hash of the evicted item; 0 if there is none. */
  private int evict() {
    Victim victim = eviction.next();
    if (victim == null) {
      return 0;
    }
    assertThat(held.remove(victim.hash())).as("evicted, and held before").isEqualTo(victim.ref());
    index.remove(victim.hash(), victim.ref());
    return victim.hash();
  }

  /** Reads a key, and stores it if it is absent; returns whether it was held. */
  private boolean access(int number, int limit) {
    if (held.containsKey(hash(number))) {
      use(number);
      return true;
    }
    insert(number);
    if (held.size() > limit) {
      assertThat(evict()).isNotZero();
    }
    return false;
  }

  @Test
  void newest_isNotEvicted() {
    assertThat(evict()).isZero();
    insert(1);
    assertThat(evict()).isZero();
    for (int i = 2; i < 5_000; i++) {
      insert(i);
      assertThat(evict()).isNotIn(0, hash(i));
      assertThat(held).hasSize(1).containsKey(hash(i));
    }
  }

  @Test
  void replacedItem_isNotEvicted() {
    for (int i = 1; i <= 100; i++) {
      insert(i);
    }
    eviction.replaced(hash(1));
    assertThat(evictAll()).isEqualTo(99);
    assertThat(held).containsOnlyKeys(hash(1));
  }

  @Test
  void used_outliveScan() {
    for (int i = 1; i <= 10_000; i++) {
      access(i, 10_000);
    }
    for (int i = 1; i <= 5_000; i++) {
      use(i);
    }
    for (int i = 10_001; i <= 40_000; i++) {
      access(i, 10_000);
    }
    for (int i = 1; i <= 5_000; i++) {
      assertThat(held).containsKey(hash(i));
    }
  }

  @Test
  void loopThatDoesNotFit_isHitInPart() {
    int hits = 0;
    for (int i = 0; i < 1_000_000; i++) {
      hits += access(1 + i % 20_000, 10_000) ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(400_000);
  }

  /** Keys that each return once, a little later than a small window would keep them. */
  @Test
  void window_growsWhereRecencyCounts() {
    int hits = 0;
    for (int i = 1; i <= 400_000; i++) {
      access(i, 10_000);
      hits += i > 500 && access(i - 500, 10_000) ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(250_000);
  }

  @Test
  void removedItems_leaveNothingBehind() {
    Random random = new Random(1);
    for (int i = 1; i <= 500_000; i++) {
      insert(i);
      int removed = Math.max(1, i - random.nextInt(1_000));
      if (held.containsKey(hash(removed)) && held.size() > 500) {
        remove(removed);
      }
      while (held.size() > 2_000) {
        int any = held.keySet().iterator().next();
        index.remove(any, held.remove(any));
      }
    }
    assertThat(eviction.bytes()).isLessThan(256 << 10);
  }

  @Test
  void keyThatComesAndGoes_isFoundOnce() {
    for (int i = 0; i < 500; i++) {
      insert(2 + i);
    }
    for (int i = 0; i < 100_000; i++) {
      insert(1);
      remove(1);
    }
    assertThat(eviction.bytes()).isLessThan(256 << 10);
    insert(1);
    assertThat(evictAll()).isEqualTo(500);
  }

  @Test
  void memory_isBoundedPerItem_andGivenBack() {
    int items = 400_000;
    for (int i = 1; i <= 3 * items; i++) {
      access(i, items);
    }
    assertThat(eviction.bytes()).isLessThan(items * 9L);
    eviction.release();
    assertThat((long) memory.pagesInUse() * Memory.PAGE).isEqualTo(index.bytes());
  }

  @Test
  void victimThatChanged_isKept() {
    for (int i = 1; i <= 100; i++) {
      insert(i);
    }
    Victim victim = eviction.next();
    assertThat(victim).isNotNull();
    index.replace(victim.hash(), victim.ref(), ++lastRef, false);
    held.put(victim.hash(), lastRef);
    eviction.keep(victim);
    assertThat(evictAll()).isEqualTo(99);
  }
}
