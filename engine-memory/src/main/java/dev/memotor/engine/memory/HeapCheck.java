package dev.memotor.engine.memory;

import dev.memotor.engine.EngineException;

/** Whether a memory limit fits the Java heap, out of which the items' memory comes. */
final class HeapCheck {

  private HeapCheck() {}

  static boolean hasRoomFor(long limit) {
    return limit <= Runtime.getRuntime().maxMemory();
  }

  static void requireRoomFor(long limit) {
    if (!hasRoomFor(limit)) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "the memory limit (-m) is "
              + (limit >> 20)
              + " MiB but the Java heap only "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB; choose a lower limit, or a larger heap with -Xmx");
    }
  }
}
