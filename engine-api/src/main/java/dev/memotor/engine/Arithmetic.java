package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts up or down on an item whose value is a decimal number of unsigned 64 bits. Up wraps around
 * at 2^64, down stops at 0. Flags and marks stay, but for {@link Item#COUNTED}, which is set; the
 * CAS number is always a new one.
 *
 * @param delta unsigned
 * @param exptime new exptime of the item, in UNIX seconds, or {@link Exptime#NEVER}; {@link
 *     Exptime#NONE} to leave it
 * @param vivify the item to create if there is none; null to create none
 */
public record Arithmetic(
    Key key,
    Direction direction,
    long delta,
    long exptime,
    WriteOptions options,
    @Nullable Vivify vivify)
    implements ValueWrite {

  /** Which way to count. */
  public enum Direction {
    UP,
    DOWN
  }

  /**
   * An item that is created.
   *
   * @param exptime UNIX seconds or {@link Exptime#NEVER}
   * @param initial its number, unsigned; {@code delta} does not change it
   */
  public record Vivify(long exptime, long initial) {}

  public Arithmetic {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(options, "options");
  }

  /** Counts unconditionally, and creates no item. */
  public Arithmetic(Key key, Direction direction, long delta) {
    this(key, direction, delta, null);
  }

  /** Counts unconditionally, and may create the item. */
  public Arithmetic(Key key, Direction direction, long delta, @Nullable Vivify vivify) {
    this(key, direction, delta, Exptime.NONE, WriteOptions.NONE, vivify);
  }

  @Override
  public Kind kind() {
    return Kind.ARITHMETIC;
  }
}
