package dev.memotor.server.observe.counters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for the bytes of a key: {@code *} stands for any bytes, {@code ?} for one, {@code
 * [a-z0]} and {@code [!a-z0]} for one of a set, and a backslash makes the next character stand for
 * itself.
 */
final class KeyGlob {

  private static final int BYTES = 256;

  /** One set of bytes for each byte of a key; null for any number of any bytes. */
  private final List<BitSet> elements;

  private KeyGlob(List<BitSet> elements) {
    this.elements = elements;
  }

  /**
   * Parses a pattern.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  static KeyGlob parse(String text) {
    byte[] pattern = text.getBytes(StandardCharsets.UTF_8);
    if (pattern.length == 0) {
      throw new IllegalArgumentException("a pattern is empty");
    }
    List<BitSet> elements = new ArrayList<>();
    int at = 0;
    while (at < pattern.length) {
      switch (pattern[at]) {
        case '*' -> {
          if (elements.isEmpty() || elements.get(elements.size() - 1) != null) {
            elements.add(null);
          }
          at++;
        }
        case '?' -> {
          BitSet any = new BitSet(BYTES);
          any.set(0, BYTES);
          elements.add(any);
          at++;
        }
        case '[' -> at = readSet(pattern, at + 1, text, elements);
        case '\\' -> {
          if (at + 1 == pattern.length) {
            throw new IllegalArgumentException(
                "in '" + text + "' there is nothing behind the backslash");
          }
          elements.add(only(pattern[at + 1]));
          at += 2;
        }
        default -> elements.add(only(pattern[at++]));
      }
    }
    return new KeyGlob(elements);
  }

  private static int readSet(byte[] pattern, int from, String text, List<BitSet> elements) {
    BitSet set = new BitSet(BYTES);
    int at = from;
    boolean not = at < pattern.length && pattern[at] == '!';
    if (not) {
      at++;
    }
    int first = at;
    while (at < pattern.length && (pattern[at] != ']' || at == first)) {
      int low = pattern[at] & 0xff;
      int high = low;
      boolean range = at + 2 < pattern.length && pattern[at + 1] == '-' && pattern[at + 2] != ']';
      if (range) {
        high = pattern[at + 2] & 0xff;
        at += 2;
      }
      if (high < low) {
        throw new IllegalArgumentException("in '" + text + "' a range goes backwards");
      }
      set.set(low, high + 1);
      at++;
    }
    if (at >= pattern.length) {
      throw new IllegalArgumentException("in '" + text + "' a [ has no ]");
    }
    if (not) {
      set.flip(0, BYTES);
    }
    elements.add(set);
    return at + 1;
  }

  private static BitSet only(byte b) {
    BitSet set = new BitSet(BYTES);
    set.set(b & 0xff);
    return set;
  }

  /** Returns whether the whole key matches. Linear for all but hostile patterns. */
  boolean matches(byte[] key) {
    int element = 0;
    int at = 0;
    int star = -1;
    int starAt = 0;
    while (at < key.length) {
      BitSet set = element < elements.size() ? elements.get(element) : null;
      if (element < elements.size() && set == null) {
        star = element++;
        starAt = at;
      } else if (set != null && set.get(key[at] & 0xff)) {
        element++;
        at++;
      } else if (star >= 0) {
        // The star takes another byte.
        element = star + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (element < elements.size() && elements.get(element) == null) {
      element++;
    }
    return element == elements.size();
  }
}
