package dev.memotor.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import org.junit.jupiter.api.Test;

/**
 * Caffeine leaves writes that come while it evicts to the next eviction. An upkeep thread that is
 * not running stands for one that was asked at that moment and will not be asked again.
 */
class MissedEvictionTest {

  private static final int LIMIT = 1 << 20;
  private static final int SOME_MORE = LIMIT / 1024 + LIMIT / 1024 / 16;

  private final Counters counters = new Counters(() -> 1);
  private final Upkeep notRunning = new Upkeep("not-running", () -> {});

  @Test
  void hotItems_aboveTheLimit_goWithTheNextSweep() {
    HotItems items = new HotItems(LIMIT, 1, counters, notRunning);
    for (int i = 0; i < SOME_MORE; i++) {
      Item item = Item.restore(new byte[1024 - 200], 0, Exptime.NEVER, 1, 0, false, 0);
      items.put(Key.of("key" + i), item);
    }
    assertThat(items.bytes()).isGreaterThan(LIMIT);
    items.sweep(1);
    assertThat(items.bytes()).isBetween(LIMIT / 2L, (long) LIMIT);
  }

  @Test
  void items_aboveTheLimit_goWithTheNextSweep() {
    Generation items = new Generation(LIMIT, true, 1, () -> 1, counters, notRunning);
    for (int i = 0; i < SOME_MORE; i++) {
      Key key = Key.of("key" + i);
      items.execute(new Store(key, Store.Mode.SET, new byte[1024 - 200], 0, Exptime.NEVER), 1);
    }
    assertThat(items.bytes()).isGreaterThan(LIMIT);
    items.sweep(1, notRunning);
    assertThat(items.bytes()).isBetween(LIMIT / 2L, (long) LIMIT);
  }
}
