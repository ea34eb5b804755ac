package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The loops' samples put together. */
final class HotKeys {

  private final Map<Key, Double> rates = new HashMap<>();
  private double total;

  void addTotal(double rate) {
    total += rate;
  }

  void add(Key key, double rate) {
    rates.merge(key, rate, Double::sum);
  }

  /** The busiest, in order. */
  List<HotKey> first(int count) {
    return rates.entrySet().stream()
        .map(
            entry ->
                new HotKey(
                    entry.getKey(),
                    entry.getValue(),
                    total == 0 ? 0 : Math.min(1, entry.getValue() / total)))
        .sorted(Comparator.comparingDouble(HotKey::rate).reversed().thenComparing(HotKey::key))
        .limit(count)
        .toList();
  }
}
