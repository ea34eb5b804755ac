package dev.memotor.server.observe.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Arithmetic.Direction;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Store;
import dev.memotor.engine.Touch;
import dev.memotor.engine.WriteOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines of each stream, in memcached's words. */
final class WatchHubTest {

  private static final long NOW = 1_800_000_000L;
  private static final Key KEY = Key.of("k");

  private final WatchHub hub = new WatchHub();
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void watch() {
    hub.add(
        line -> {
          String text = new String(line, StandardCharsets.US_ASCII);
          lines.add(text.replaceFirst("ts=\\d+\\.\\d+ gid=\\d+ ", "").stripTrailing());
          return true;
        },
        Set.of(Stream.FETCHERS, Stream.MUTATIONS, Stream.DELETIONS));
  }

  private List<String> events(Operation operation, Item stored, boolean meta) {
    lines.clear();
    hub.operation(
        7, operation, Semantics.apply(operation, stored, NOW, () -> 1).result(), meta, NOW);
    return List.copyOf(lines);
  }

  private static Item item(String value) {
    return Item.of(value.getBytes(StandardCharsets.US_ASCII), 0, Exptime.NEVER, 1, NOW);
  }

  @Test
  void touchAndCount_areFetches() {
    assertThat(events(new Touch(KEY, NOW + 60), item("abc"), false))
        .containsExactly("type=item_get key=k status=found clsid=1 cfd=7 size=3");
    assertThat(events(new Touch(KEY, NOW + 60), null, false))
        .containsExactly("type=item_get key=k status=not_found clsid=0 cfd=7 size=0");
    assertThat(events(new Arithmetic(KEY, Direction.UP, 1), item("11"), false))
        .containsExactly("type=item_get key=k status=found clsid=1 cfd=7 size=2");
    assertThat(events(new Arithmetic(KEY, Direction.DOWN, 1), null, false))
        .containsExactly("type=item_get key=k status=not_found clsid=0 cfd=7 size=0");
  }

  @Test
  void counterThatBegins_isAnAdd() {
    Arithmetic begins = new Arithmetic(KEY, Direction.UP, 1, new Arithmetic.Vivify(NOW + 30, 5));
    assertThat(events(begins, null, true))
        .containsExactly(
            "type=item_get key=k status=not_found clsid=0 cfd=7 size=0",
            "type=item_store key=k status=stored cmd=add ttl=30 clsid=1 cfd=7 size=1");
  }

  @Test
  void expired_isDistinguishedFromNeverStored() {
    Item expired = Item.of(new byte[1], 0, NOW - 1, 1, NOW - 9);
    assertThat(events(new Get(KEY, Get.Options.PLAIN), expired, false))
        .containsExactly("type=item_get key=k status=expired clsid=0 cfd=7 size=0");
  }

  @Test
  void vivifiedItem_wasNotFound() {
    Get.Options vivify =
        new Get.Options(true, true, Exptime.NONE, null, new Get.Vivify(NOW + 9, 0, false));
    assertThat(events(new Get(KEY, vivify), null, true))
        .containsExactly("type=item_get key=k status=not_found clsid=0 cfd=7 size=0");
  }

  @Test
  void deletion_namesItsProtocol() {
    assertThat(events(new Delete(KEY), item("abc"), false))
        .last()
        .asString()
        .isEqualTo("type=deleted key=k cmd=delete clsid=1 size=0");
    assertThat(events(new Delete(KEY), item("abc"), true))
        .last()
        .asString()
        .isEqualTo("type=deleted key=k cmd=md clsid=1 size=0");
    assertThat(events(new Delete(KEY), null, true))
        .containsExactly("type=item_get key=k status=not_found clsid=0 cfd=7 size=0");
  }

  @Test
  void invalidation_isNoDeletion() {
    Delete stale = new Delete(KEY, Delete.Keep.STALE_ITEM, null, Exptime.NONE, 0, 0);
    assertThat(events(stale, item("abc"), true))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("type=item_get");
  }

  @Test
  void stores_showTheWholeSize_andAPastTimeAsAWrap() {
    byte[] more = {'d'};
    Concat append = new Concat(KEY, Concat.Side.APPEND, more, 100, WriteOptions.NONE, null);
    assertThat(events(append, item("abc"), false))
        .containsExactly(
            "type=item_store key=k status=stored cmd=append ttl=0 clsid=1 cfd=7 size=4");
    Store dead = new Store(KEY, Store.Mode.SET, more, 0, 1, WriteOptions.NONE);
    assertThat(events(dead, null, false))
        .containsExactly(
            "type=item_store key=k status=stored cmd=set ttl=4294967295 clsid=1 cfd=7 size=1");
  }
}
