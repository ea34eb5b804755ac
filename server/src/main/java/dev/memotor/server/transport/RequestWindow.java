package dev.memotor.server.transport;

/**
 * How many requests one connection may have unanswered. It opens wide for small replies, so that a
 * deep pipeline becomes one batch, and stays narrow for large ones, whose values would otherwise
 * pile up in memory: a get of 10,000 keys works, but a portion at a time.
 */
final class RequestWindow {

  private static final int MIN = 4;
  private static final int INITIAL = 32;
  private static final int MAX = 256;

  /** Bytes of replies that one connection should have in memory at most. */
  private static final long TARGET_BYTES = 1024 * 1024;

  /** Bytes of values that one connection may have on their way into the store. */
  private static final long MAX_VALUE_BYTES = 4 * 1024 * 1024;

  private int size = INITIAL;

  /**
   * Whether there is room for one more.
   *
   * @param unanswered requests
   * @param valueBytes that the engine has been handed and has not dealt with
   */
  boolean isOpen(int unanswered, long valueBytes) {
    return unanswered < size && valueBytes < MAX_VALUE_BYTES;
  }

  /** Learns from what has been answered. */
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
