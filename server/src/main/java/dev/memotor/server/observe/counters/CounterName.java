package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a counter is called: a key such as {@code requests|path=/login|code=200} is a name with
 * labels. A key that does not follow the convention throughout is a name as a whole.
 *
 * @param key the whole key as text; different for different keys
 * @param name what stands before the labels
 * @param labels in the order of the key
 */
public record CounterName(String key, String name, Map<String, String> labels) {

  private static final char SEPARATOR = '|';

  static CounterName of(Key key) {
    String text = KeyText.of(key);
    int first = text.indexOf(SEPARATOR);
    if (first <= 0) {
      return new CounterName(text, text, Map.of());
    }
    Map<String, String> labels = new LinkedHashMap<>();
    int from = first + 1;
    while (from <= text.length()) {
      int separator = text.indexOf(SEPARATOR, from);
      int to = separator < 0 ? text.length() : separator;
      int equals = text.indexOf('=', from);
      boolean isLabel = equals > from && equals < to;
      if (!isLabel
          || labels.put(text.substring(from, equals), text.substring(equals + 1, to)) != null) {
        return new CounterName(text, text, Map.of());
      }
      from = to + 1;
    }
    return new CounterName(text, text.substring(0, first), labels);
  }
}
