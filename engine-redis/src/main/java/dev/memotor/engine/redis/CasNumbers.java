package dev.memotor.engine.redis;

/**
 * CAS numbers for one lane, taken in blocks from counters in Redis, so that they are unique among
 * all processes and yet cost no command of their own. Blocks are small for a lane that writes
 * little and grow with its rate: an unfinished block is lost at the end of the process.
 *
 * <p>For the lane's thread.
 */
final class CasNumbers {

  private static final int SMALLEST_BLOCK = 16;
  private static final int LARGEST_BLOCK = 1 << 16;
  private static final long FAST_NANOS = 1_000_000_000;

  private final Block[] blocks;

  CasNumbers(int groups) {
    blocks = new Block[groups];
    for (int i = 0; i < groups; i++) {
      blocks[i] = new Block();
    }
  }

  int available(int group) {
    Block block = blocks[group];
    return (int) Math.min(block.last - block.next + 1, Integer.MAX_VALUE);
  }

  /** How many numbers to reserve, so that at least {@code needed} are there. */
  int blockSize(int group, int needed) {
    Block block = blocks[group];
    long now = System.nanoTime();
    boolean fast = block.size > 0 && now - block.reservedAt < FAST_NANOS;
    if (fast) {
      block.size = Math.min(block.size * 2, LARGEST_BLOCK);
    } else {
      block.size = Math.max(SMALLEST_BLOCK, block.size / 2);
    }
    block.size = Math.max(block.size, needed);
    block.reservedAt = now;
    return block.size;
  }

  /** Numbers {@code before + 1} to {@code before + count} belong to this lane. */
  void reserved(int group, long before, int count) {
    Block block = blocks[group];
    block.next = before + 1;
    block.last = before + count;
  }

  /** The highest number this lane knows to be taken. */
  long seen(int group) {
    return blocks[group].last;
  }

  long next(int group) {
    Block block = blocks[group];
    if (block.next > block.last) {
      throw new IllegalStateException("no CAS number was reserved for group " + group);
    }
    return block.next++;
  }

  private static final class Block {
    private long next = 1;
    private long last;
    private int size;
    private long reservedAt;
  }
}
