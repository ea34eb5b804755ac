package dev.memotor.engine;

import org.jspecify.annotations.Nullable;

/** An operation that gives an item its value. */
public sealed interface ValueWrite extends Operation permits Store, Concat, Arithmetic {

  /** Returns what this operation has in common with the others. */
  WriteOptions options();

  /** Returns the CAS number that the item must have; null if it does not matter. */
  default @Nullable CasCondition condition() {
    return options().condition();
  }

  /** Returns the CAS number to give to the item; 0 for the next one. */
  default long newCas() {
    return options().newCas();
  }

  /** Returns whether the key came in base64. */
  default boolean binaryKey() {
    return options().binaryKey();
  }

  @Override
  default boolean takesCas() {
    return newCas() == 0;
  }
}
