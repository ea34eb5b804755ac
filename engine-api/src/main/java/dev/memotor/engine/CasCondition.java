package dev.memotor.engine;

/**
 * Go ahead only if the item has this CAS number.
 *
 * @param expected unsigned; 0 is never an item's number, so it never matches
 * @param staleIfOlder if {@code expected} is lower than the item's number, store anyway, keep the
 *     old exptime and mark the item stale (only in {@link Store})
 */
public record CasCondition(long expected, boolean staleIfOlder) {

  public CasCondition(long expected) {
    this(expected, false);
  }
}
