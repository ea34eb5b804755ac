package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds bytes before or behind an item's value; its flags and exptime stay.
 *
 * @param value the bytes to add, on the heap, or a full {@link Landing}, which this operation then
 *     owns
 * @param maxLength longest value that may result, in bytes; a longer one is {@link
 *     Status#TOO_LARGE} and changes nothing
 * @param vivify the item to create with these bytes if there is none; null to create none
 */
public record Concat(
    Key key, Side side, Value value, int maxLength, WriteOptions options, @Nullable Vivify vivify)
    implements ValueWrite {

  /** Where the bytes go. */
  public enum Side {
    APPEND,
    PREPEND
  }

  /**
   * The rest of an item that is created.
   *
   * @param exptime UNIX seconds or {@link Exptime#NEVER}
   * @param flags the client's 32 bits
   */
  public record Vivify(long exptime, int flags) {}

  public Concat {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(options, "options");
  }

  /** Appends or prepends unconditionally, and creates no item. */
  public Concat(Key key, Side side, Value value, int maxLength) {
    this(key, side, value, maxLength, WriteOptions.NONE, null);
  }

  /** Appends or prepends an array, which the caller gives away, and creates no item. */
  public Concat(Key key, Side side, byte[] value, int maxLength) {
    this(key, side, Value.of(value), maxLength);
  }

  /** Appends or prepends an array, which the caller gives away. */
  public Concat(
      Key key,
      Side side,
      byte[] value,
      int maxLength,
      WriteOptions options,
      @Nullable Vivify vivify) {
    this(key, side, Value.of(value), maxLength, options, vivify);
  }

  @Override
  public Kind kind() {
    return Kind.CONCAT;
  }

  @Override
  public int valueLength() {
    return value.length();
  }
}
