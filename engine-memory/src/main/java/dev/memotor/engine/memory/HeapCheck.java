package dev.memotor.engine.memory;

import dev.memotor.engine.EngineException;

/**
 * Whether a memory limit fits the Java heap, out of which the items' memory comes, with room beside
 * it for connections and their requests.
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
              + " MB, of which the Java heap has room for "
              + (mostForItems() >> 20)
              + " MB; choose a lower limit, or a larger heap with -Xmx");
    }
  }
}
