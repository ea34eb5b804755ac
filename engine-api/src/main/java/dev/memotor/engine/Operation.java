package dev.memotor.engine;

/**
 * What a client wants done to one key, free of any protocol: a value that may be kept, compared,
 * logged and executed again. What it means is written in {@link Semantics}.
 *
 * <p>Arrays and values in an operation are given away by its maker and changed by nobody. One that
 * carries a {@link Landing} is executed at most once.
 */
public sealed interface Operation permits Get, Touch, ValueWrite, Delete {

  /** The kinds of operation, one for each record. */
  enum Kind {
    GET,
    TOUCH,
    STORE,
    CONCAT,
    ARITHMETIC,
    DELETE
  }

  /** Returns the kind, for switches that the compiler checks. */
  Kind kind();

  /** Returns the one key that the operation reads and changes. */
  Key key();

  /**
   * Returns whether the outcome depends on the stored item. If it does not (a plain set), an engine
   * may pass null to {@link Semantics#apply} and save the read.
   */
  default boolean readsItem() {
    return true;
  }

  /**
   * Returns whether the outcome depends on the value of the stored item, and not only on its other
   * parts. If it does not (a touch, a delete, a compare-and-swap), an engine may save reading the
   * value and pass {@link Semantics#apply} an item with any other value in its place. If the item
   * that the transition puts has that very object for its value, the stored value stays as it is.
   */
  default boolean readsValue() {
    return true;
  }

  /**
   * Returns whether the operation can change what is stored. If it cannot (a plain get), an engine
   * needs no atomicity for it.
   */
  default boolean writesItem() {
    return true;
  }

  /**
   * Returns whether {@link Semantics#apply} may take a number from its {@link CasSource} for this
   * operation.
   */
  boolean takesCas();

  /** Returns the length of the value that the operation carries, in bytes; 0 if it carries none. */
  default int valueLength() {
    return 0;
  }
}
