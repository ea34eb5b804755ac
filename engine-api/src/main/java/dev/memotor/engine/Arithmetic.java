package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts up or down on an item whose value is a decimal number of unsigned 64 bits. Up wraps around
 * at 2^64, down stops at 0. Flags and marks stay, but for {@link Item#COUNTED}, which is set; the
 * CAS number is always a new one.
 *
 * @param delta unsigned
 * @param exptime new moment of expiry for a hit, or {@link Exptime#NONE}
 * @param vivifyExptime if there is no item, create one with this exptime that holds {@code
 *     initial}; or {@link Exptime#NONE}
 * @param initial unsigned
 * @param condition what the item's CAS number must be; null if it does not matter
 * @param newCas the CAS number to give, or 0 for the next one
 * @param binaryKey whether the key came in base64
 */
public record Arithmetic(
    Key key,
    Direction direction,
    long delta,
    long exptime,
    long vivifyExptime,
    long initial,
    @Nullable CasCondition condition,
    long newCas,
    boolean binaryKey)
    implements Operation {

  /** Which way to count. */
  public enum Direction {
    UP,
    DOWN
  }

  public Arithmetic {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(direction, "direction");
  }

  /** Counts on what is there and creates nothing. */
  public Arithmetic(Key key, Direction direction, long delta) {
    this(key, direction, delta, Exptime.NONE, Exptime.NONE, 0, null, 0, false);
  }

  @Override
  public Kind kind() {
    return Kind.ARITHMETIC;
  }

  @Override
  public boolean takesCas() {
    return newCas == 0;
  }
}
