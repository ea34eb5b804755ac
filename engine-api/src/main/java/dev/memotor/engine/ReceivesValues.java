package dev.memotor.engine;

import org.jspecify.annotations.Nullable;

/**
 * The role of an engine that takes in large values straight from the network, without a copy on the
 * heap; see {@link Engine#role}.
 */
public interface ReceivesValues {

  /**
   * Returns room for a value that is about to arrive. What it takes counts as memory of the engine.
   * Called on network threads: cheap, and without waiting.
   *
   * @param length of the value, in bytes; at least 1
   * @return null if there is no room or the engine prefers a value on the heap
   */
  @Nullable Landing receive(Key key, int length);
}
