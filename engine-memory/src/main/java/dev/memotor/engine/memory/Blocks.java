package dev.memotor.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of memory, allocated and freed one by one. A page holds blocks of one size class; a ref
 * leads to the page and thereby to the class. The free blocks of a page are linked through their
 * first four bytes; pages that have free blocks are linked per class, and the one that filled up
 * last is used first, so that sparse pages become empty.
 *
 * <p>A block's four bytes at offset 12, the meta word, are 0 when the block is allocated and when
 * it is free; its user makes them something else while others may find the block.
 *
 * <p>Thread-safe, with a lock per class.
 */
final class Blocks {

  /** The largest block but for {@link #PIECE} and a whole page. */
  static final int LARGEST_HEAD = 4680;

  static final int PIECE = Memory.PAGE / 4;

  private static final int SMALLEST = 24;
  private static final int META = 12;
  private static final int UNIT_SHIFT = 3;
  private static final int UNITS_PER_PAGE = Memory.PAGE >>> UNIT_SHIFT;
  private static final int NO_UNIT = -1;

  /** How many pages are compared to find a sparse one. */
  private static final int COMPARED = 64;

  private static final int PAGES_PER_GROUP = 1 << 10;
  private static final int GROUPS = 1 << 13;

  private static final long FREED = 0xDBDB_DBDB_DBDB_DBDBL;
  private static final long ALLOCATED = 0xADAD_ADAD_ADAD_ADADL;

  private static final int[] SIZES = sizes();
  private static final byte[] CLASS_OF_UNITS = classes();

  private final Memory memory;
  private final boolean poison;
  private final SizeClass[] classes = new SizeClass[SIZES.length];
  private final Page[][] pages = new Page[GROUPS][];
  private final AtomicInteger keptPages = new AtomicInteger();
  private final AtomicInteger classesInUse = new AtomicInteger();

  Blocks(Memory memory) {
    this(memory, Boolean.getBoolean("memotor.memory.poison"));
  }

  /**
   * Creates a memory without blocks.
   *
   * @param poison whether to overwrite free blocks, and fail if one is freed again
   */
  Blocks(Memory memory, boolean poison) {
    this.memory = memory;
    this.poison = poison;
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new SizeClass(SIZES[i]);
    }
  }

  /** Returns sizes that fill a page, in steps of about 1/16. */
  private static int[] sizes() {
    int[] sizes = new int[128];
    int at = sizes.length;
    sizes[--at] = Memory.PAGE;
    sizes[--at] = PIECE;
    for (int size = LARGEST_HEAD; size >= SMALLEST; ) {
      sizes[--at] = size;
      int next = roundUp(size * 16 / 17);
      int count = Math.max(Memory.PAGE / next, Memory.PAGE / size + 1);
      size = Memory.PAGE / count & ~7;
    }
    return Arrays.copyOfRange(sizes, at, sizes.length);
  }

  private static int roundUp(int bytes) {
    return bytes + 7 & ~7;
  }

  private static byte[] classes() {
    byte[] classes = new byte[(LARGEST_HEAD >>> UNIT_SHIFT) + 1];
    int cls = 0;
    for (int units = 0; units < classes.length; units++) {
      if (units << UNIT_SHIFT > SIZES[cls]) {
        cls++;
      }
      classes[units] = (byte) cls;
    }
    return classes;
  }

  /** Returns the class of the smallest blocks that hold this many bytes, which must fit a page. */
  static int sizeClass(int bytes) {
    if (bytes <= LARGEST_HEAD) {
      return CLASS_OF_UNITS[bytes + 7 >>> UNIT_SHIFT];
    }
    if (bytes > Memory.PAGE) {
      throw new IllegalArgumentException(bytes + " bytes do not fit a page");
    }
    return bytes <= PIECE ? SIZES.length - 2 : SIZES.length - 1;
  }

  static int blockSize(int cls) {
    return SIZES[cls];
  }

  /** Returns a block for this many bytes; 0 if there is neither a free block nor a page. */
  long allocate(int bytes) {
    return allocate(bytes, false);
  }

  /**
   * Returns a block even if that takes a page of the {@linkplain Memory#takeReservedPage reserve}.
   */
  long allocateReserved(int bytes) {
    return allocate(bytes, true);
  }

  private long allocate(int bytes, boolean reserved) {
    SizeClass cls = classes[sizeClass(bytes)];
    long ref = cls.allocate(false);
    if (ref == 0 && keptPages.get() > 0) {
      for (SizeClass each : classes) {
        each.giveKeptPageBack();
      }
      ref = cls.allocate(false);
    }
    return ref == 0 && reserved ? cls.allocate(true) : ref;
  }

  /** Frees a block. Does nothing if all were released. */
  void free(long ref) {
    Page page = pageOf(ref);
    SizeClass cls = page.cls;
    if (cls != null) {
      cls.free(page, ref);
    } else if (poison && !page.released) {
      throw freedTwice(ref);
    }
  }

  private static IllegalStateException freedTwice(long ref) {
    return new IllegalStateException("block " + ref + " is free already");
  }

  int blockSizeAt(long ref) {
    SizeClass cls = pageOf(ref).cls;
    return cls == null ? 0 : cls.size;
  }

  /** Returns how many classes have pages. */
  int classesInUse() {
    return classesInUse.get();
  }

  /** Returns the size of the allocated blocks together. */
  long liveBytes() {
    long bytes = 0;
    for (SizeClass cls : classes) {
      bytes += cls.liveBytes();
    }
    return bytes;
  }

  /** Returns whether there are pages for blocks of this many bytes. */
  boolean hasPages(int bytes) {
    return classes[sizeClass(bytes)].hasPages();
  }

  /** Returns the size of the free blocks in pages that are in use. */
  long freeBytes() {
    long bytes = 0;
    for (SizeClass cls : classes) {
      bytes += cls.freeBytes();
    }
    return bytes;
  }

  /**
   * Returns a page whose blocks are worth moving to other pages: one of the sparsest of the class
   * with the most free bytes. Returns -1 if no class has as many free blocks as a page has.
   */
  int sparsestPage() {
    SizeClass worst = classes[0];
    long most = 0;
    for (SizeClass cls : classes) {
      long spare = cls.spareBytes();
      if (spare > most) {
        most = spare;
        worst = cls;
      }
    }
    return most == 0 ? -1 : worst.sparsestPage();
  }

  /**
   * Takes the free blocks of a page out of circulation. The page is given back when its last block
   * is freed.
   *
   * @return whether the page has blocks
   */
  boolean isolate(int page) {
    Page isolated = page(page);
    SizeClass cls = isolated.cls;
    return cls != null && cls.isolate(isolated);
  }

  /** Puts the free blocks of a page, if it is still isolated, into circulation again. */
  void rejoin(int page) {
    Page isolated = page(page);
    SizeClass cls = isolated.cls;
    if (cls != null) {
      cls.rejoin(isolated);
    }
  }

  /**
   * Returns the first block of a page, from a slot on, whose meta word is not 0; 0 if there is no
   * such block.
   */
  long nextLive(int page, int fromSlot) {
    Page searched = page(page);
    SizeClass cls = searched.cls;
    return cls == null ? 0 : cls.nextLive(searched, fromSlot);
  }

  /** Returns the slot of a block within its page. */
  int slotOf(long ref) {
    return (int) (ref % UNITS_PER_PAGE) / Math.max(1, blockSizeAt(ref) >>> UNIT_SHIFT);
  }

  /** Gives all pages back. No block may be used afterwards, or allocated meanwhile. */
  void releaseAll() {
    for (Page[] group : pages) {
      if (group != null) {
        for (Page page : group) {
          SizeClass cls = page.cls;
          if (cls != null) {
            cls.release(page);
          }
        }
      }
    }
  }

  private Page pageOf(long ref) {
    return page(Memory.pageOf(ref));
  }

  private Page page(int number) {
    return pages[number / PAGES_PER_GROUP][number % PAGES_PER_GROUP];
  }

  /** Returns a page that was taken; whoever gets a ref into it from another thread sees it too. */
  private synchronized Page newPage(int number) {
    Page[] group = pages[number / PAGES_PER_GROUP];
    if (group == null) {
      group = new Page[PAGES_PER_GROUP];
      int first = number - number % PAGES_PER_GROUP;
      Arrays.setAll(group, i -> new Page(first + i));
      pages[number / PAGES_PER_GROUP] = group;
    }
    return group[number % PAGES_PER_GROUP];
  }

  /** A page; guarded by the class that it belongs to. */
  private static final class Page {

    final int number;

    /** Read without a lock: it does not change while a block of the page is allocated. */
    volatile @Nullable SizeClass cls;

    /** The free blocks, linked through their first bytes. */
    int firstFree;

    /** Where the blocks begin that were never allocated; they are not linked. */
    int firstUnused;

    int free;
    boolean isolated;

    /** Whether the page was given back with blocks in use, which may still be freed. */
    boolean released;

    Page previous = this;
    Page next = this;

    Page(int number) {
      this.number = number;
    }
  }

  private final class SizeClass extends SpinLock {

    final int size;
    private final int units;
    private final int blocksPerPage;

    /** The pages with free and allocated blocks, but for isolated ones, in a ring with this. */
    private final Page ring = new Page(0);

    /** One page without allocated blocks is kept, so that pages do not come and go. */
    private @Nullable Page kept;

    private long pageCount;
    private long live;

    /** The free blocks in the ring. */
    private long free;

    SizeClass(int size) {
      this.size = size;
      units = size >>> UNIT_SHIFT;
      blocksPerPage = Memory.PAGE / size;
    }

    long allocate(boolean reserved) {
      lock();
      try {
        Page page = ring.next;
        if (page == ring) {
          page = emptyPage(reserved);
          if (page == null) {
            return 0;
          }
          link(page);
        }
        return allocateFrom(page);
      } finally {
        unlock();
      }
    }

    private long allocateFrom(Page page) {
      long start = Memory.refOfPage(page.number);
      ByteBuffer chunk = memory.chunk(start);
      int unit = page.firstFree;
      int offset;
      if (unit == NO_UNIT) {
        unit = page.firstUnused;
        page.firstUnused = unit + units;
        offset = memory.offset(start) + (unit << UNIT_SHIFT);
        chunk.putInt(offset + META, 0);
      } else {
        offset = memory.offset(start) + (unit << UNIT_SHIFT);
        page.firstFree = chunk.getInt(offset);
      }
      live++;
      free--;
      if (--page.free == 0) {
        unlink(page);
      }
      if (poison) {
        fill(chunk, offset, ALLOCATED);
      }
      return start + unit;
    }

    private @Nullable Page emptyPage(boolean reserved) {
      Page page = kept;
      if (page == null) {
        int number = reserved ? memory.takeReservedPage() : memory.takePage();
        if (number < 0) {
          return null;
        }
        page = newPage(number);
        page.cls = this;
        if (pageCount++ == 0) {
          classesInUse.getAndIncrement();
        }
      } else {
        setKept(null);
      }
      page.firstFree = NO_UNIT;
      page.firstUnused = 0;
      page.free = blocksPerPage;
      page.isolated = false;
      page.released = false;
      return page;
    }

    private void setKept(@Nullable Page page) {
      kept = page;
      keptPages.getAndAdd(page == null ? -1 : 1);
    }

    void free(Page page, long ref) {
      lock();
      try {
        if (page.cls == this) {
          clear(page, ref);
          live--;
          page.free++;
          if (page.isolated) {
            if (page.free == blocksPerPage) {
              giveBack(page);
            }
          } else if (page.free == 1) {
            link(page);
          } else {
            free++;
          }
          if (page.free == blocksPerPage && !page.isolated) {
            unlink(page);
            if (kept == null) {
              setKept(page);
            } else {
              giveBack(page);
            }
          }
        }
      } finally {
        unlock();
      }
    }

    private void clear(Page page, long ref) {
      ByteBuffer chunk = memory.chunk(ref);
      int offset = memory.offset(ref);
      if (poison) {
        if (chunk.getInt(offset + META) == 0 && chunk.getLong(offset + 2 * Long.BYTES) == FREED) {
          throw freedTwice(ref);
        }
        fill(chunk, offset, FREED);
      }
      chunk.putInt(offset, page.firstFree);
      chunk.putInt(offset + META, 0);
      page.firstFree = (int) (ref % UNITS_PER_PAGE);
    }

    private void fill(ByteBuffer chunk, int offset, long pattern) {
      for (int at = 0; at < size; at += Long.BYTES) {
        chunk.putLong(offset + at, pattern);
      }
      chunk.putInt(offset + META, 0);
    }

    /** Gives a page back that is not in the ring. */
    private void giveBack(Page page) {
      page.cls = null;
      if (--pageCount == 0) {
        classesInUse.getAndDecrement();
      }
      memory.freePage(page.number);
    }

    void giveKeptPageBack() {
      lock();
      try {
        Page page = kept;
        if (page != null) {
          setKept(null);
          giveBack(page);
        }
      } finally {
        unlock();
      }
    }

    long liveBytes() {
      lock();
      try {
        return live * size;
      } finally {
        unlock();
      }
    }

    boolean hasPages() {
      lock();
      try {
        return pageCount > 0;
      } finally {
        unlock();
      }
    }

    long freeBytes() {
      lock();
      try {
        return (pageCount * blocksPerPage - live) * size;
      } finally {
        unlock();
      }
    }

    /** Returns the size of the free blocks, if a page could be emptied into others. */
    long spareBytes() {
      lock();
      try {
        return free < blocksPerPage ? 0 : free * size;
      } finally {
        unlock();
      }
    }

    int sparsestPage() {
      lock();
      try {
        Page sparsest = null;
        Page page = ring.previous;
        for (int i = 0; i < COMPARED && page != ring; i++) {
          if (sparsest == null || page.free > sparsest.free) {
            sparsest = page;
          }
          page = page.previous;
        }
        return sparsest == null ? -1 : sparsest.number;
      } finally {
        unlock();
      }
    }

    boolean isolate(Page page) {
      lock();
      try {
        if (page.cls != this || page == kept) {
          return false;
        }
        if (!page.isolated && page.free > 0) {
          unlink(page);
        }
        page.isolated = true;
        return true;
      } finally {
        unlock();
      }
    }

    void rejoin(Page page) {
      lock();
      try {
        if (page.cls == this && page.isolated) {
          page.isolated = false;
          if (page.free > 0) {
            link(page);
          }
        }
      } finally {
        unlock();
      }
    }

    void release(Page page) {
      lock();
      try {
        if (page.cls == this) {
          if (page == kept) {
            setKept(null);
          } else if (!page.isolated && page.free > 0) {
            unlink(page);
          }
          live -= blocksPerPage - page.free;
          page.released = true;
          giveBack(page);
        }
      } finally {
        unlock();
      }
    }

    long nextLive(Page page, int fromSlot) {
      lock();
      try {
        if (page.cls == this && page != kept) {
          long start = Memory.refOfPage(page.number);
          ByteBuffer chunk = memory.chunk(start);
          int meta = memory.offset(start) + META;
          for (int unit = fromSlot * units; unit < page.firstUnused; unit += units) {
            if (chunk.getInt(meta + (unit << UNIT_SHIFT)) != 0) {
              return start + unit;
            }
          }
        }
        return 0;
      } finally {
        unlock();
      }
    }

    /** Makes a page the next that blocks are taken from. */
    private void link(Page page) {
      page.previous = ring;
      page.next = ring.next;
      ring.next.previous = page;
      ring.next = page;
      free += page.free;
    }

    private void unlink(Page page) {
      page.previous.next = page.next;
      page.next.previous = page.previous;
      free -= page.free;
    }
  }
}
