package dev.memotor.engine.memory;

import dev.memotor.engine.support.DaemonThreads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounded memory outside the Java heap: pages of 64 KiB, cut from chunks that are allocated as
 * needed. A <em>ref</em> is a position in this memory in units of 8 bytes; 0 means none.
 *
 * <p>The JVM zeroes new memory, which is slow. A separate thread therefore allocates a chunk before
 * it is needed; whoever needs a page allocates only if that thread is too late. Memory that the JVM
 * does not grant is not asked for again until {@link #trim} does so, because each attempt costs a
 * garbage collection and up to half a second.
 *
 * <p>The lowest free page is taken first, so that high chunks empty and can be dropped.
 * Thread-safe.
 */
final class Memory {

  static final int PAGE = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
  private static final int PAGE_SHIFT = 16;
  private static final int UNIT_SHIFT = 3;

  /** Refs have as many bits: enough for 128 GB. */
  static final int REF_BITS = 34;

  private static final int MAX_PAGES = 1 << (REF_BITS + UNIT_SHIFT - PAGE_SHIFT);

  private static final int LEAST_CHUNK_SHIFT = 22;
  private static final int LARGEST_CHUNK_SHIFT = 30;
  private static final int CHUNKS = 256;
  private static final int LEAST_RESERVE = 16;
  private static final int RESERVED_SHARE = 64;
  private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int ALIGNMENT = 4096;
  private static final int NONE = -1;
  private static final int NOT_ALLOCATED = -2;

  /** Stands for a chunk that was dropped: of the same class, so that calls stay monomorphic. */
  private static final ByteBuffer DROPPED = ByteBuffer.allocateDirect(0);

  private final IntFunction<ByteBuffer> allocator;
  private final int chunkShift;
  private final int pagesPerChunk;
  private final Object growth = new Object();

  /** Guarded by this. */
  private final BitSet free = new BitSet();

  /** No page below is free. */
  private int lowest;

  private boolean growing;
  private boolean collectable;
  private boolean closed;
  private long failedAt;

  /** Never changed, only replaced: read without a lock. */
  private volatile ByteBuffer[] chunks = {};

  private volatile long limit;
  private volatile int allocated;
  private volatile int inUse;
  private volatile boolean failed;

  /** Pages beyond the reserve that were needed last; see {@link #takeExtraPage}. */
  private volatile int extra;

  Memory(long limit) {
    this(limit, Memory::allocate);
  }

  Memory(long limit, IntFunction<ByteBuffer> allocator) {
    this.limit = limit;
    this.allocator = allocator;
    int shift = Long.SIZE - Long.numberOfLeadingZeros(Math.max(limit / CHUNKS, 1) - 1);
    chunkShift = Math.min(Math.max(shift, LEAST_CHUNK_SHIFT), LARGEST_CHUNK_SHIFT);
    pagesPerChunk = 1 << (chunkShift - PAGE_SHIFT);
    grow(1, false);
  }

  /** Aligns blocks with cache lines and buckets of the index with single ones. */
  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
  }

  static long refOfPage(int page) {
    return (long) page << (PAGE_SHIFT - UNIT_SHIFT);
  }

  static int pageOf(long ref) {
    return (int) (ref >>> (PAGE_SHIFT - UNIT_SHIFT));
  }

  /** Returns the buffer, in native byte order, that a ref points into. */
  ByteBuffer chunk(long ref) {
    return chunks[(int) (ref >>> (chunkShift - UNIT_SHIFT))];
  }

  /** Returns where in its chunk a ref points. */
  int offset(long ref) {
    return (int) (ref << UNIT_SHIFT) & ((1 << chunkShift) - 1);
  }

  long limit() {
    return limit;
  }

  /** Sets the limit. If it is now exceeded, no page can be taken until enough were freed. */
  void setLimit(long bytes) {
    limit = bytes;
  }

  int pagesInUse() {
    return inUse;
  }

  long bytesInUse() {
    return (long) inUse * PAGE;
  }

  boolean isOverLimit() {
    return bytesInUse() > limit;
  }

  /** Returns how many pages could be taken now. */
  int freePages() {
    int most = failed ? Math.min(allocated, pagesWithinLimit()) : pagesWithinLimit();
    return Math.max(0, most - inUse);
  }

  /** Returns a page with arbitrary contents; -1 if the limit is reached or there is no memory. */
  int takePage() {
    return take(0);
  }

  /**
   * Returns a page even if the limit is reached, unless the reserve is used up too. For work that
   * must not fail halfway, and frees as much soon.
   */
  int takeReservedPage() {
    return take(reserve());
  }

  /** Returns a page of zeroes, from the reserve if need be; -1 if there is no memory. */
  int takeClearedPage() {
    int page = takePage();
    return cleared(page < 0 ? takeReservedPage() : page);
  }

  private int cleared(int page) {
    if (page >= 0) {
      long ref = refOfPage(page);
      ByteBuffer chunk = chunk(ref);
      int at = offset(ref);
      for (int i = 0; i < PAGE; i += Long.BYTES) {
        chunk.putLong(at + i, 0);
      }
    }
    return page;
  }

  /**
   * Returns a page of zeroes however far the limit is exceeded; -1 only if the JVM has no memory.
   * For an empty table: a flush must not fail because memory is full.
   */
  int takeExtraPage() {
    int page = takeReservedPage();
    if (page < 0) {
      synchronized (this) {
        extra = Math.max(0, inUse + 1 - pagesWithinLimit() - reserve());
      }
      page = take(reserve() + extra);
    }
    return cleared(page);
  }

  synchronized void freePage(int page) {
    if (closed) {
      return;
    }
    if (free.get(page)) {
      throw new IllegalStateException("page " + page + " is free already");
    }
    free.set(page);
    lowest = Math.min(lowest, page);
    inUse--;
  }

  private int pagesWithinLimit() {
    return (int) Math.min(limit >>> PAGE_SHIFT, MAX_PAGES - 1);
  }

  private int reserve() {
    return Math.max(LEAST_RESERVE, pagesWithinLimit() / RESERVED_SHARE);
  }

  /** Returns how many pages are wanted in chunks at most. */
  private int wanted() {
    return Math.min(pagesWithinLimit() + reserve() + extra, MAX_PAGES - 1);
  }

  private int take(int beyondLimit) {
    int page = takeAllocated(beyondLimit);
    while (page == NOT_ALLOCATED) {
      page = !failed && grow(1, false) ? takeAllocated(beyondLimit) : NONE;
    }
    return page;
  }

  private synchronized int takeAllocated(int beyondLimit) {
    if (closed || inUse >= pagesWithinLimit() + beyondLimit) {
      return NONE;
    }
    int page = free.nextSetBit(lowest);
    if (page < 0) {
      return NOT_ALLOCATED;
    }
    free.clear(page);
    lowest = page + 1;
    inUse++;
    if (allocated - inUse < pagesPerChunk / 2 && allocated < wanted() && !growing && !failed) {
      growing = true;
      DaemonThreads.create("memory-chunks", this::growAhead).start();
    }
    return page;
  }

  private void growAhead() {
    try {
      grow(pagesPerChunk / 2, false);
    } finally {
      synchronized (this) {
        growing = false;
      }
    }
  }

  /**
   * Allocates a chunk if fewer pages are free.
   *
   * @param again whether to ask for memory that was not granted last time
   * @return whether any page is free then
   */
  private boolean grow(int least, boolean again) {
    // One thread allocates, and those who are as late wait for its chunk.
    synchronized (growth) {
      int index = 0;
      int pages;
      synchronized (this) {
        if (closed || allocated - inUse >= least || allocated >= wanted() || (failed && !again)) {
          return allocated > inUse;
        }
        while (index < chunks.length && chunks[index] != DROPPED) {
          index++;
        }
        int missing = wanted() - allocated + (index == 0 ? 1 : 0);
        pages = Math.min(pagesPerChunk, missing);
      }
      if (index > (MAX_PAGES - 1) / pagesPerChunk) {
        return false;
      }
      try {
        add(index, allocator.apply(pages << PAGE_SHIFT).order(ByteOrder.nativeOrder()));
        failed = false;
      } catch (OutOfMemoryError e) {
        failedAt = System.nanoTime();
        failed = true;
        LOG.warn(
            "items get no more than {} of the {} MB that -m allows, because the JVM has no more direct"
                + " memory ({}); choose a smaller -m, or a larger -XX:MaxDirectMemorySize",
            (long) allocated * PAGE >> 20,
            limit >> 20,
            e.getMessage());
      }
      return !failed;
    }
  }

  private synchronized void add(int index, ByteBuffer chunk) {
    if (closed) {
      return;
    }
    ByteBuffer[] more = Arrays.copyOf(chunks, Math.max(chunks.length, index + 1));
    more[index] = chunk;
    chunks = more;
    int first = firstPage(index);
    int end = index * pagesPerChunk + chunk.capacity() / PAGE;
    free.set(first, end);
    lowest = Math.min(lowest, first);
    allocated += end - first;
  }

  /** Returns a chunk's first page; page 0 is never used, so that no ref is 0. */
  private int firstPage(int chunk) {
    return Math.max(1, chunk * pagesPerChunk);
  }

  /**
   * Drops chunks that are free and exceed the limit, and asks the JVM again for memory that it did
   * not grant. Called by upkeep.
   */
  void trim() {
    if (failed && System.nanoTime() - failedAt >= RETRY_NANOS) {
      retry();
    }
    if (dropChunks()) {
      // Only the garbage collector returns the memory. This happens after a resize only.
      System.gc();
    }
  }

  /** Asks the JVM again for memory that it did not grant. */
  void retry() {
    grow(pagesPerChunk / 2, true);
  }

  /** Returns whether chunks were dropped before, and all that can be. */
  private synchronized boolean dropChunks() {
    extra = Math.max(0, Math.min(extra, inUse - pagesWithinLimit() - reserve()));
    ByteBuffer[] kept = chunks.clone();
    boolean dropped = false;
    for (int i = kept.length - 1; i >= 0 && allocated > wanted(); i--) {
      int first = firstPage(i);
      int end = i * pagesPerChunk + kept[i].capacity() / PAGE;
      if (first < end && allocated - (end - first) >= wanted() && free.nextClearBit(first) >= end) {
        kept[i] = DROPPED;
        free.clear(first, end);
        allocated -= end - first;
        dropped = true;
      }
    }
    if (dropped) {
      chunks = kept;
    }
    boolean settled = collectable && !dropped;
    collectable = dropped;
    return settled;
  }

  /** Drops everything. No page can be taken any more. */
  synchronized void close() {
    closed = true;
    ByteBuffer[] none = new ByteBuffer[chunks.length];
    Arrays.fill(none, DROPPED);
    chunks = none;
    free.clear();
    allocated = 0;
    inUse = 0;
  }
}
