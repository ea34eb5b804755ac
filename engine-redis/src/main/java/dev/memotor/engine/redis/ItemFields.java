package dev.memotor.engine.redis;

import dev.memotor.engine.Decimal;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.Collections;
import java.util.List;

/**
 * The fields of an item's hash, as HMGET and the scripts return them, always in this order: flags,
 * exptime, cas, marks, and at last the value where there is one.
 */
final class ItemFields {

  /** What HMGET is asked for. */
  static final byte[][] NAMES = {
    Ascii.bytes("flags"),
    Ascii.bytes("exptime"),
    Ascii.bytes("cas"),
    Ascii.bytes("marks"),
    Ascii.bytes("data")
  };

  /** HMGET's answer where there is no item. */
  static final List<Object> NONE = Collections.nCopies(NAMES.length, null);

  private final Key key;
  private final List<?> fields;
  private final int from;

  /**
   * Looks at a reply.
   *
   * @param from where the first of the fields stands in it
   */
  ItemFields(Key key, List<?> fields, int from) {
    this.key = key;
    this.fields = fields;
    this.from = from;
  }

  /** The value, or null if there is no item. */
  byte[] data() {
    return bytes(4);
  }

  int flags() {
    return (int) number(0, "flags");
  }

  long exptime() {
    return number(1, "exptime");
  }

  /** The CAS number, or 0 if the item was written by hand and has none yet. */
  long cas() {
    return number(2, "cas");
  }

  int marks() {
    return Marks.parse(bytes(3));
  }

  /** How many of the fields there are. */
  long count() {
    long count = 0;
    for (int i = 0; i < NAMES.length; i++) {
      if (bytes(i) != null) {
        count++;
      }
    }
    return count;
  }

  /** The item, which nobody is known to have read since it was stored. */
  Item item(byte[] value, long cas, long now) {
    return Item.restore(value, flags(), exptime(), cas, marks(), false, now);
  }

  private byte[] bytes(int index) {
    return (byte[]) fields.get(from + index);
  }

  private long number(int index, String name) {
    byte[] digits = bytes(index);
    if (digits == null || digits.length == 0) {
      return 0;
    }
    if (!Decimal.isNumber(digits, 0, digits.length)) {
      throw new EngineException(
          EngineException.Kind.CORRUPT, "the field " + name + " of item " + key + " is no number");
    }
    return Decimal.parse(digits, 0, digits.length);
  }
}
