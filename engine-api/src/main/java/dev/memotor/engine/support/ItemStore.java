package dev.memotor.engine.support;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import org.jspecify.annotations.Nullable;

/**
 * The five blocking methods of which {@link BlockingStoreEngine} makes an engine. Calls for one key
 * never overlap; calls for different keys may. Any of them may throw an {@link
 * dev.memotor.engine.EngineException}, which fails the operation at hand.
 */
public interface ItemStore extends AutoCloseable {

  /** Returns the item stored under a key, expired or not; null if there is none. */
  @Nullable Item read(Key key);

  /** Stores an item in place of whatever was there. */
  void write(Key key, Item item);

  /** Removes an item; there may be none. */
  void remove(Key key);

  /** Removes all items; no other call runs meanwhile. */
  void clear();

  /** Shows all items stored, expired ones too, until the visitor has enough. */
  void scan(Engine.ItemVisitor visitor);

  /** How many items are stored, for the stats; 0 if that is not known cheaply. */
  default long items() {
    return 0;
  }

  @Override
  default void close() {}
}
