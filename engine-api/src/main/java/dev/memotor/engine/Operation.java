package dev.memotor.engine;

/**
 * What a client wants done to one key, free of any protocol: a value that may be kept, compared,
 * logged and executed again. What it means is written in {@link Semantics}.
 *
 * <p>Arrays in an operation are given away by its maker and changed by nobody.
 */
public sealed interface Operation permits Get, Touch, Store, Concat, Arithmetic, Delete {

  /** The one key this operation reads and changes. */
  Key key();

  /**
   * Whether the outcome depends on the item that is there. If not (a plain set), an engine may pass
   * none to {@link Semantics#apply} and save the read.
   */
  boolean readsItem();

  /**
   * Whether the outcome depends on the value of the item that is there, and not on its other parts
   * alone. If not (a touch, a delete, a compare-and-swap), an engine may pass an item with some
   * other array for its value to {@link Semantics#apply} and save reading it. If the item that the
   * transition puts has that very array for its value, the stored value stays as it is.
   */
  boolean readsValue();

  /**
   * Whether the operation can change what is stored. If not (a plain get), an engine needs no
   * atomicity for it.
   */
  boolean writesItem();
}
