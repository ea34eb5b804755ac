package dev.memotor.server.transport;

/**
 * The limit on the unanswered requests of a connection. It opens wide for small replies, so that a
 * deep pipeline becomes one batch, and stays narrow for large ones, whose values would pile up in
 * memory: a get of 10,000 keys is served a portion at a time.
 */
final class RequestWindow {

  private static final int MIN = 4;
  private static final int INITIAL = 32;
  private static final int MAX = 256;

  /** The most bytes of replies that one connection should have in memory. */
  private static final long TARGET_BYTES = 1024 * 1024;

  /** The most bytes of values that one connection may have in flight to the engine. */
  private static final long MAX_VALUE_BYTES = 4 * 1024 * 1024;

  private int size = INITIAL;

  /** Returns whether there is room for another request. */
  boolean isOpen(int unanswered, long valueBytes) {
    return unanswered < size && valueBytes < MAX_VALUE_BYTES;
  }

  /** Adapts to the size of replies. */
  void answered(int requests, long bytes) {
    if (requests == 0) {
      return;
    }
    long fitting = TARGET_BYTES / Math.max(1, bytes / requests);
    if (fitting < size) {
      size = (int) Math.max(MIN, fitting);
    } else if (requests >= size / 2) {
      size = Math.min(MAX, size * 2);
    }
  }
}
