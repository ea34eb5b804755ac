package dev.memotor.engine.redis;

import java.util.ArrayDeque;

/**
 * Blocks of CAS numbers that this process has taken from the counters in Redis, so that the numbers
 * are unique among all processes and yet cost no command of their own. All lanes draw from the same
 * blocks, from the lowest first: a client that waits for each answer sees its numbers grow, as it
 * does with memcached, whatever lanes its keys belong to.
 *
 * <p>Blocks are small for a process that writes little and grow with its rate: an unfinished block
 * is lost at the end of the process.
 */
final class CasBlocks {

  private static final int SMALLEST_BLOCK = 16;
  private static final int LARGEST_BLOCK = 1 << 16;
  private static final long FAST_NANOS = 1_000_000_000;

  private final Group[] groups;

  CasBlocks(int count) {
    groups = new Group[count];
    for (int i = 0; i < count; i++) {
      groups[i] = new Group();
    }
  }

  /** Takes consecutive numbers; returns the first, or 0 if a new block must be reserved. */
  long take(int group, int count) {
    return groups[group].take(count);
  }

  /** How many numbers to reserve, so that at least {@code needed} are there. */
  int blockSize(int group, int needed) {
    return groups[group].blockSize(needed);
  }

  /** Numbers {@code before + 1} to {@code before + count} belong to this process. */
  void reserved(int group, long before, int count) {
    groups[group].add(before + 1, before + count);
  }

  /** The highest number that this process knows to be taken. */
  long seen(int group) {
    return groups[group].seen();
  }

  private static final class Range {
    private long next;
    private final long last;

    Range(long next, long last) {
      this.next = next;
      this.last = last;
    }
  }

  private static final class Group {

    private final ArrayDeque<Range> ranges = new ArrayDeque<>();
    private long seen;
    private int size;
    private long reservedAt;

    synchronized long take(int count) {
      while (!ranges.isEmpty()) {
        Range range = ranges.peek();
        if (range.last - range.next + 1 >= count) {
          long first = range.next;
          range.next += count;
          return first;
        }
        // The few that are left are given up: taking them later would go back.
        ranges.remove();
      }
      return 0;
    }

    synchronized int blockSize(int needed) {
      long now = System.nanoTime();
      boolean fast = size > 0 && now - reservedAt < FAST_NANOS;
      size = fast ? Math.min(size * 2, LARGEST_BLOCK) : Math.max(SMALLEST_BLOCK, size / 2);
      size = Math.max(size, needed);
      reservedAt = now;
      return size;
    }

    synchronized void add(long first, long last) {
      // Two lanes may have reserved at the same time, and be answered in either order.
      if (!ranges.isEmpty() && ranges.peekLast().next > first) {
        ranges.addFirst(new Range(first, last));
      } else {
        ranges.add(new Range(first, last));
      }
      seen = Math.max(seen, last);
    }

    synchronized long seen() {
      return seen;
    }
  }
}
