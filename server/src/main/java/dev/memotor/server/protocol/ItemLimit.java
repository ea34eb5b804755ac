package dev.memotor.server.protocol;

/**
 * The maximum size of an item, counted as memcached counts it: a header, the key, and the value
 * with its line end.
 *
 * @param maxItemSize bytes ({@code -I})
 */
public record ItemLimit(int maxItemSize) {

  /** memcached's item header with CAS number, the key's end mark and the value's line end. */
  private static final int OVERHEAD = 48 + 8 + 1 + 2;

  private static final int FLAGS_LENGTH = 4;

  /** Returns the size of an item as memcached counts it. */
  public static long sizeOf(int keyLength, int flags, long valueLength) {
    return OVERHEAD + (flags == 0 ? 0 : FLAGS_LENGTH) + keyLength + valueLength;
  }

  public boolean isTooLarge(int keyLength, int flags, long valueLength) {
    return sizeOf(keyLength, flags, valueLength) > maxItemSize;
  }

  /** Returns the maximum length of a value that grows. */
  public int maxValueLength(int keyLength) {
    return maxItemSize - OVERHEAD - keyLength;
  }
}
