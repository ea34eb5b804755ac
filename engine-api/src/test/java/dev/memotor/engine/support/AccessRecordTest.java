package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import org.junit.jupiter.api.Test;

final class AccessRecordTest {

  private static final Key KEY = Key.of("k");

  private static Item item(long cas) {
    return Item.of(new byte[] {1, 2}, 3, 0, cas, 100);
  }

  @Test
  void restore_fillsInTheAccess() {
    AccessRecord record = new AccessRecord(1_000);
    Item unread = record.restore(KEY, item(1));
    assertThat(unread.isFetched()).isFalse();
    assertThat(unread.lastAccess()).isEqualTo(100);
    record.accessed(KEY, item(1), 4_000_000_000L);
    Item read = record.restore(KEY, item(1));
    assertThat(read).isEqualTo(item(1));
    assertThat(read.isFetched()).isTrue();
    assertThat(read.lastAccess()).isEqualTo(4_000_000_000L);
  }

  @Test
  void newValue_startsUnread() {
    AccessRecord record = new AccessRecord(1_000);
    record.accessed(KEY, item(1), 200);
    assertThat(record.restore(KEY, item(2)).isFetched()).isFalse();
  }

  @Test
  void newValueUnderTheSameCas_startsUnread() {
    AccessRecord record = new AccessRecord(1_000);
    record.accessed(KEY, item(1), 200);
    Item emptied = Item.of(new byte[0], 3, 0, 1, 100);
    assertThat(record.restore(KEY, emptied).isFetched()).isFalse();
  }

  @Test
  void smallestTable_forgetsTheEarlierAccess() {
    AccessRecord record = new AccessRecord(1);
    for (int i = 0; i < 10; i++) {
      record.accessed(Key.of("k" + i), item(i + 1), 200);
    }
    assertThat(record.restore(Key.of("k9"), item(10)).isFetched()).isTrue();
  }
}
