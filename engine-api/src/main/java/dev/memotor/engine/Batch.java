package dev.memotor.engine;

/**
 * Operations handed to an engine together, and the place where their results go. The server makes
 * one for each turn of an event loop.
 *
 * <p>A batch is no transaction: each operation ends on its own, exactly once, by {@link #complete}
 * or {@link #fail}. Both may be called on any thread, inside {@link Engine#execute} or later, in
 * any order; the call on the executing thread inside {@code execute} is the cheap one. An engine
 * may keep a batch until the last of its operations has ended, and not longer.
 */
public interface Batch {

  /** How many operations there are; at least one. */
  int size();

  /** The operation at an index from 0; operations on equal keys take effect in this order. */
  Operation operation(int index);

  /**
   * Returns whether the results of reads may have lent values (see {@link Value}), provided that
   * they are completed inside {@link Engine#execute} on the calling thread; asked there, and the
   * same at every call. If so, that thread calls {@link LendsValues#turnEnded()} when it has used
   * them.
   */
  default boolean acceptsLent() {
    return false;
  }

  /** Ends an operation with its result. */
  void complete(int index, Result result);

  /** Ends an operation that could not be executed. */
  void fail(int index, EngineException failure);
}
