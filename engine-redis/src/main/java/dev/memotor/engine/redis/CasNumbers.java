package dev.memotor.engine.redis;

/** The CAS numbers that one round of a lane has taken. For the lane's thread. */
final class CasNumbers {

  private final CasBlocks blocks;
  private final long[] next;
  private final long[] end;

  CasNumbers(CasBlocks blocks, int groups) {
    this.blocks = blocks;
    this.next = new long[groups];
    this.end = new long[groups];
  }

  /** Takes numbers for a round; returns false if a new block must be reserved. */
  boolean take(int group, int count) {
    long first = blocks.take(group, count);
    next[group] = first;
    end[group] = first == 0 ? 0 : first + count;
    return first != 0;
  }

  int blockSize(int group, int needed) {
    return blocks.blockSize(group, needed);
  }

  void reserved(int group, long before, int count) {
    blocks.reserved(group, before, count);
  }

  long seen(int group) {
    return blocks.seen(group);
  }

  long next(int group) {
    if (next[group] == end[group]) {
      throw new IllegalStateException("no CAS number was taken for group " + group);
    }
    return next[group]++;
  }
}
