package dev.memotor.server.admin;

import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.KeyCounter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the counters as JSON. */
final class CounterList {

  private static final int LONG_TAIL = 60;

  private final History history;

  CounterList(History history) {
    this.history = history;
  }

  /** Returns all counters, sorted by key. */
  JsonText all() {
    JsonText json = new JsonText().open('{');
    json.name("counters").open('[');
    for (KeyCounter counter : sorted("", Comparator.comparing(KeyCounter::text))) {
      json.open('{');
      write(json, counter);
      json.close('}');
    }
    json.close(']');
    summary(json);
    return json.close('}');
  }

  /** What the list may be sorted by. */
  enum Column {
    KEY,
    VALUE,
    RATE,
    ADDED,
    TAKEN
  }

  /**
   * Selects and sorts counters.
   *
   * @param search text that the key must contain
   * @param finished whether to include counters whose items no longer exist
   */
  record Wish(String search, Column column, boolean descending, boolean finished) {}

  /** Writes the first selected counters with the curves of their last minutes. */
  void list(JsonText json, Wish wish, int most) {
    List<KeyCounter> all = sorted(wish.search(), order(wish));
    List<KeyCounter> found =
        wish.finished() ? all : all.stream().filter(KeyCounter::hasValue).toList();
    json.name("finished").unsigned(all.stream().filter(each -> !each.hasValue()).count());
    json.name("found").unsigned(found.size()).name("counters").open('[');
    for (KeyCounter counter : found.subList(0, Math.min(most, found.size()))) {
      json.open('{');
      write(json, counter);
      history.writeCurve(json, counter, history.end() - LONG_TAIL);
      json.close('}');
    }
    json.close(']');
    summary(json);
  }

  private Comparator<KeyCounter> order(Wish wish) {
    Comparator<KeyCounter> byKey = Comparator.comparing(KeyCounter::text);
    Comparator<KeyCounter> order =
        switch (wish.column()) {
          case KEY -> byKey;
          case VALUE ->
              Comparator.comparing(KeyCounter::hasValue)
                  .thenComparing(KeyCounter::value, Long::compareUnsigned);
          case RATE -> Comparator.comparingDouble(history::rate);
          case ADDED -> Comparator.comparingLong(KeyCounter::added);
          case TAKEN -> Comparator.comparingLong(KeyCounter::taken);
        };
    return (wish.descending() ? order.reversed() : order).thenComparing(byKey);
  }

  private void summary(JsonText json) {
    Snapshot snapshot = history.latest();
    json.name("known").unsigned(snapshot.keyCounters().size());
    json.name("limit").unsigned(snapshot.keyCountersLimit());
    json.name("operationsBeyondLimit").unsigned(snapshot.operationsOnOtherKeys());
  }

  private List<KeyCounter> sorted(String search, Comparator<KeyCounter> order) {
    String wanted = search.toLowerCase(Locale.ROOT);
    return history.latest().keyCounters().stream()
        .filter(counter -> counter.text().toLowerCase(Locale.ROOT).contains(wanted))
        .sorted(order)
        .toList();
  }

  /** Returns the counter with this key as text, or null. */
  @Nullable KeyCounter find(String key) {
    return history.latest().keyCounters().stream()
        .filter(counter -> counter.text().equals(key))
        .findFirst()
        .orElse(null);
  }

  void write(JsonText json, KeyCounter counter) {
    json.name("key").value(counter.text()).name("name").value(counter.name());
    json.name("labels").open('{');
    counter.labels().forEach((label, value) -> json.name(label).value(value));
    json.close('}').name("value");
    if (counter.hasValue()) {
      json.unsigned(counter.value());
    } else {
      json.nothing();
    }
    json.name("rate").rounded(history.rate(counter));
    json.name("added").unsigned(counter.added()).name("taken").unsigned(counter.taken());
  }
}
