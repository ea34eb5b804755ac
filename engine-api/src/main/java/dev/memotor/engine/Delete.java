package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Removes an item, or leaves a trace of it behind.
 *
 * @param keep what stays
 * @param condition what the item's CAS number must be; null if it does not matter
 * @param exptime new moment of expiry of what stays; {@link Exptime#NONE} for the old one ({@link
 *     Keep#STALE_ITEM}) or for never (the others)
 * @param flags flags of what stays when the value goes
 * @param newCas the CAS number of what stays, or 0 for what {@code keep} says
 */
public record Delete(
    Key key, Keep keep, @Nullable CasCondition condition, long exptime, int flags, long newCas)
    implements Operation {

  /** What stays after the deletion. */
  public enum Keep {
    /** Nothing. */
    NOTHING,
    /** The whole item, marked stale, with a new CAS number; the next reader may win. */
    STALE_ITEM,
    /** An empty item with the same CAS number. */
    EMPTY_ITEM,
    /** An empty item, marked stale, with a new CAS number. */
    STALE_EMPTY_ITEM
  }

  public Delete {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(keep, "keep");
  }

  /** Removes whatever is there. */
  public Delete(Key key) {
    this(key, Keep.NOTHING, null, Exptime.NONE, 0, 0);
  }

  @Override
  public Kind kind() {
    return Kind.DELETE;
  }

  @Override
  public boolean readsValue() {
    return false;
  }

  @Override
  public boolean takesCas() {
    return newCas == 0 && (keep == Keep.STALE_ITEM || keep == Keep.STALE_EMPTY_ITEM);
  }
}
