package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds bytes before or behind an item's value; flags and exptime stay.
 *
 * @param maxLength longest value that may result, in bytes; a longer one is {@link
 *     Status#TOO_LARGE} and changes nothing
 * @param condition what the item's CAS number must be; null if it does not matter
 * @param newCas the CAS number to give, or 0 for the next one
 * @param vivifyExptime if there is no item, create one with this exptime; or {@link Exptime#NONE}
 * @param vivifyFlags the flags of an item so created
 * @param binaryKey whether the key came in base64
 */
public record Concat(
    Key key,
    Side side,
    byte[] value,
    int maxLength,
    @Nullable CasCondition condition,
    long newCas,
    long vivifyExptime,
    int vivifyFlags,
    boolean binaryKey)
    implements Operation {

  /** Where the bytes go. */
  public enum Side {
    APPEND,
    PREPEND
  }

  public Concat {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(value, "value");
  }

  /** An unconditional append or prepend that creates nothing. */
  public Concat(Key key, Side side, byte[] value, int maxLength) {
    this(key, side, value, maxLength, null, 0, Exptime.NONE, 0, false);
  }

  @Override
  public Kind kind() {
    return Kind.CONCAT;
  }

  @Override
  public boolean takesCas() {
    return newCas == 0;
  }

  @Override
  public int valueLength() {
    return value.length;
  }
}
