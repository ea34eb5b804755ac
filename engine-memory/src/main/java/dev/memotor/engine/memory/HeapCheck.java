package dev.memotor.engine.memory;

import dev.memotor.engine.EngineException;

/**
 * Checks that a memory limit fits the Java heap, which holds the items, and leaves room for
 * connections and their requests.
 */
final class HeapCheck {

  private HeapCheck() {}

  static boolean hasRoomFor(long limit) {
    return limit <= mostForItems();
  }

  private static long mostForItems() {
    return Runtime.getRuntime().maxMemory() / 4 * 3;
  }

  static void requireRoomFor(long limit) {
    if (!hasRoomFor(limit)) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "the memory limit (-m) is "
              + (limit >> 20)
              + " MB, but the Java heap has room for only "
              + (mostForItems() >> 20)
              + " MB; choose a lower limit, or a larger heap with -Xmx");
    }
  }
}
