package dev.memotor.engine.redis;

import java.util.ArrayDeque;

/**
 * Blocks of CAS numbers that this process has reserved from the counters in Redis, so that numbers
 * are unique among all processes without a command for each. All lanes draw from the same blocks,
 * lowest first: a client that waits for each answer sees its numbers grow, as with memcached,
 * whatever lanes its keys belong to.
 *
 * <p>Blocks are small for a process that writes little and grow with its rate: what is left of a
 * block is lost when the process ends.
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

  /** Takes consecutive numbers. Returns the first, or 0 if a new block must be reserved. */
  long take(int group, int count) {
    return groups[group].take(count);
  }

  /** Returns how many numbers to reserve, at least {@code needed}. */
  int blockSize(int group, int needed) {
    return groups[group].blockSize(needed);
  }

  /** Adds the numbers {@code before + 1} to {@code before + count}, now this process' own. */
  void reserved(int group, long before, int count) {
    groups[group].add(before + 1, before + count);
  }

  /** Returns the highest number that this process knows to be reserved. */
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
        // The remaining few are dropped: taken later, they would be lower than their predecessors.
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
      // Two lanes may reserve at the same time, and receive the replies in either order.
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
