package dev.memotor.engine.redis;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an item's hash in the order in which HMGET and the scripts return them: flags,
 * exptime, cas, marks and, if it is returned, the value. Marks are words, so that a person looking
 * at the hash can read them.
 */
final class ItemFields {

  /** The fields that HMGET reads. */
  static final byte[][] NAMES = {
    Ascii.bytes("flags"),
    Ascii.bytes("exptime"),
    Ascii.bytes("cas"),
    Ascii.bytes("marks"),
    Ascii.bytes("data")
  };

  /** HMGET's reply where there is no item. */
  static final List<Object> NONE = Collections.nCopies(NAMES.length, null);

  private final Key key;
  private final List<?> fields;
  private final int from;

  /**
   * Wraps a reply.
   *
   * @param from the index of the first field in it
   */
  ItemFields(Key key, List<?> fields, int from) {
    this.key = key;
    this.fields = fields;
    this.from = from;
  }

  /** Returns whether there is an item. */
  boolean exist() {
    return bytes(4) != null;
  }

  /** Returns the value of an item that exists. */
  byte[] value() {
    return Objects.requireNonNull(bytes(4));
  }

  int flags() {
    return (int) number(0, "flags");
  }

  long exptime() {
    return number(1, "exptime");
  }

  /** Returns the CAS number, or 0 if the item was written by hand and has none yet. */
  long cas() {
    return number(2, "cas");
  }

  int marks() {
    return parseMarks(bytes(3));
  }

  /** Parses marks; unknown words are ignored. */
  static int parseMarks(byte @Nullable [] text) {
    if (text == null || text.length == 0) {
      return 0;
    }
    String words = Ascii.text(text);
    return (words.contains("stale") ? Item.STALE : 0)
        | (words.contains("won") ? Item.WON : 0)
        | (words.contains("base64") ? Item.BINARY_KEY : 0);
  }

  /** Returns how many of the fields exist. */
  long count() {
    long count = 0;
    for (int i = 0; i < NAMES.length; i++) {
      if (bytes(i) != null) {
        count++;
      }
    }
    return count;
  }

  /** Returns the item, as one that has not been read since it was stored. */
  Item item(byte[] value, long cas, long now) {
    return Item.restore(value, flags(), exptime(), cas, marks(), false, now);
  }

  private byte @Nullable [] bytes(int index) {
    return (byte[]) fields.get(from + index);
  }

  private long number(int index, String name) {
    byte[] digits = bytes(index);
    if (digits == null || digits.length == 0) {
      return 0;
    }
    if (!Decimal.isNumber(digits, 0, digits.length)) {
      throw new EngineException(
          EngineException.Kind.CORRUPT,
          "the field " + name + " of item " + key + " is not a number");
    }
    return Ascii.parse(digits);
  }
}
