package dev.memotor.engine;

import org.jspecify.annotations.Nullable;

/**
 * What operations that give an item its value have in common.
 *
 * @param condition the CAS number that the item must have; null if it does not matter
 * @param newCas the CAS number to give to the item, unsigned; 0 for the next one of the {@link
 *     CasSource}
 * @param binaryKey whether the key came in base64; marks an item that the operation stores under a
 *     key that had none, and any item that a {@link Store} stores
 */
public record WriteOptions(@Nullable CasCondition condition, long newCas, boolean binaryKey) {

  /** No condition, the next CAS number, a plain key. */
  public static final WriteOptions NONE = new WriteOptions(null, 0, false);

  /** Only a condition. */
  public WriteOptions(@Nullable CasCondition condition) {
    this(condition, 0, false);
  }
}
