package dev.memotor.engine.testing;

import dev.memotor.engine.CasSource;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Semantics;
import dev.memotor.engine.Transition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an engine must do, in its simplest form: {@link Semantics} over a map.
 *
 * <p>Only the engine knows the CAS numbers it gives, so the model adopts them from its results, and
 * fails if one is 0 or was used before.
 */
final class ReferenceModel {

  private final Map<Key, Item> items = new HashMap<>();
  private final Map<Key, Set<Long>> casNumbers = new HashMap<>();

  /** The item under a key, expired or not; or null. */
  public @Nullable Item item(Key key) {
    return items.get(key);
  }

  /** Forgets all items, but not the CAS numbers they had. */
  public void flush() {
    items.clear();
  }

  /**
   * Executes an operation.
   *
   * @param cas the number that the engine gave, if it gave one
   */
  public Result apply(Operation operation, long now, long cas) {
    Key key = operation.key();
    boolean[] asked = new boolean[1];
    CasSource takeOver =
        () -> {
          asked[0] = true;
          return cas;
        };
    Transition transition = Semantics.apply(operation, items.get(key), now, takeOver);
    // An item that is stored expired also has a number, which no client sees.
    if (asked[0] && transition.kind() == Transition.Kind.PUT) {
      checkNew(operation, cas);
    }
    switch (transition.kind()) {
      case PUT -> items.put(key, transition.item());
      case REMOVE -> items.remove(key);
      default -> {}
    }
    return transition.result();
  }

  private void checkNew(Operation operation, long cas) {
    if (cas == 0) {
      throw new AssertionError(Operations.show(operation) + " was given the CAS number 0");
    }
    if (!casNumbers.computeIfAbsent(operation.key(), none -> new HashSet<>()).add(cas)) {
      throw new AssertionError(
          Operations.show(operation)
              + " was given the CAS number "
              + Long.toUnsignedString(cas)
              + ", which this key had before");
    }
  }
}
