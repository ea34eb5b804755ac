package dev.memotor.engine.support;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import org.jspecify.annotations.Nullable;

/**
 * The five blocking methods from which {@link BlockingStoreEngine} makes an engine. Calls for the
 * same key never overlap; calls for different keys may. Any of them may throw an {@link
 * dev.memotor.engine.EngineException}, which fails the current operation.
 */
public interface ItemStore extends AutoCloseable {

  /** Returns the item stored under a key, expired or not; null if there is none. */
  @Nullable Item read(Key key);

  /** Stores an item, replacing any other under the key. */
  void write(Key key, Item item);

  /** Removes the item under a key, if any. */
  void remove(Key key);

  /** Removes all items; no other call runs at the same time. */
  void clear();

  /** Visits all stored items, expired ones included, until the visitor returns false. */
  void scan(Engine.ItemVisitor visitor);

  /** Returns the number of stored items, for the stats; 0 if it is not cheap to know. */
  default long items() {
    return 0;
  }

  @Override
  default void close() {}
}
