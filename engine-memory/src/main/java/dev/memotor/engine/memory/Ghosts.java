package dev.memotor.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Remembers keys that were evicted, in off-heap memory: two bytes each, about two keys per item
 * held. Guarded by its user.
 *
 * <p>A table of sets of eight entries. An entry holds part of a hash, how often the key was used,
 * and where it was evicted: if from the window, also when. A full set forgets the key that was used
 * least. The table grows by a page at a time; what a new page starts with is a copy of the page
 * from which it takes over half of the hashes.
 */
final class Ghosts {

  /** What {@link #recall} returns: nothing known, or the uses with one of two marks. */
  static final int UNKNOWN = 0;

  /** The key was evicted from the window, and not long ago. */
  static final int YOUNG = 1 << 8;

  /** The key was evicted from the main space. */
  static final int MAIN = 1 << 9;

  static final int USES = 7;

  private static final int ENTRIES = 8;
  private static final int SET = ENTRIES * Short.BYTES;
  private static final int SETS_PER_PAGE = Memory.PAGE / SET;
  private static final int STATE_SHIFT = 3;
  private static final int STATE = 15;
  private static final int PRINT_SHIFT = 7;
  private static final int PRINTS = 511;

  /** States: evicted from the main space, from the window long ago, or in one of the epochs. */
  private static final int FROM_MAIN = 0;

  private static final int LONG_AGO = 1;
  private static final int FIRST_EPOCH = 2;
  private static final int EPOCHS = 14;
  private static final int OLD = 8;
  private static final int YOUNG_EPOCHS = 1;

  private final Memory memory;
  private int[] pages = new int[1];
  private volatile int pageCount;
  private int epoch;
  private int agedSet;

  Ghosts(Memory memory) {
    this.memory = memory;
  }

  /** Returns the number of keys that it can remember. */
  long capacity() {
    return (long) sets() * ENTRIES;
  }

  int sets() {
    return pageCount * SETS_PER_PAGE;
  }

  long bytes() {
    return (long) pageCount * Memory.PAGE;
  }

  /** Adds a page, if there is memory. */
  void grow() {
    int page = memory.takeClearedPage();
    if (page < 0) {
      return;
    }
    int count = pageCount;
    if (count == pages.length) {
      pages = Arrays.copyOf(pages, 2 * count);
    }
    pages[count] = page;
    if (count > 0) {
      long source = Memory.refOfPage(pages[count - Integer.highestOneBit(count)]);
      long target = Memory.refOfPage(page);
      memory
          .chunk(target)
          .put(memory.offset(target), memory.chunk(source), memory.offset(source), Memory.PAGE);
    }
    pageCount = count + 1;
  }

  /** Begins a new epoch: the unit of time in which keys grow old. */
  void beginEpoch() {
    epoch = (epoch + 1) % EPOCHS;
  }

  void remember(int hash, int uses, boolean fromWindow) {
    if (pageCount == 0) {
      return;
    }
    long mixed = mix(hash);
    long set = set(mixed);
    ByteBuffer chunk = memory.chunk(set);
    int at = memory.offset(set);
    int least = at;
    int leastWorth = Integer.MAX_VALUE;
    for (int i = at; i < at + SET; i += Short.BYTES) {
      int entry = chunk.getShort(i);
      int age = age(entry);
      if (age >= OLD && age < EPOCHS) {
        entry = entry & ~(STATE << STATE_SHIFT) | LONG_AGO << STATE_SHIFT;
        chunk.putShort(i, (short) entry);
      }
      int worth = entry == 0 ? -1 : (entry & USES) * 16 + (age < OLD ? 15 - age : 0);
      if (worth < leastWorth) {
        leastWorth = worth;
        least = i;
      }
    }
    int state = fromWindow ? FIRST_EPOCH + epoch : FROM_MAIN;
    chunk.putShort(
        least, (short) (print(mixed) << PRINT_SHIFT | state << STATE_SHIFT | uses & USES));
  }

  /** Returns for how many epochs an entry has been here; at least {@link #EPOCHS} if not known. */
  private int age(int entry) {
    int state = entry >> STATE_SHIFT & STATE;
    return state < FIRST_EPOCH ? EPOCHS : Math.floorMod(epoch - (state - FIRST_EPOCH), EPOCHS);
  }

  /** Returns what is known of a key, and forgets it. */
  int recall(int hash) {
    if (pageCount == 0) {
      return UNKNOWN;
    }
    long mixed = mix(hash);
    long set = set(mixed);
    int print = print(mixed);
    ByteBuffer chunk = memory.chunk(set);
    int at = memory.offset(set);
    for (int i = at; i < at + SET; i += Short.BYTES) {
      int entry = chunk.getShort(i);
      if ((entry >> PRINT_SHIFT & PRINTS) == print) {
        chunk.putShort(i, (short) 0);
        int state = entry >> STATE_SHIFT & STATE;
        int mark = state == FROM_MAIN ? MAIN : age(entry) <= YOUNG_EPOCHS ? YOUNG : 0;
        return mark | entry & USES;
      }
    }
    return UNKNOWN;
  }

  /** Halves the use counts of the next set. */
  void ageNext() {
    agedSet = agedSet + 1 >= sets() ? 0 : agedSet + 1;
    long set = ref(agedSet / SETS_PER_PAGE, agedSet % SETS_PER_PAGE);
    ByteBuffer chunk = memory.chunk(set);
    int at = memory.offset(set);
    for (int i = at; i < at + SET; i += Short.BYTES) {
      int entry = chunk.getShort(i);
      chunk.putShort(i, (short) (entry & ~USES | (entry & USES) >> 1));
    }
  }

  /** Gives all memory back; it must not be used afterwards. */
  void release() {
    for (int i = 0; i < pageCount; i++) {
      memory.freePage(pages[i]);
    }
    pageCount = 0;
  }

  /** Spreads a hash over 64 bits, because its own bits also say in which bucket an item is. */
  private static long mix(int hash) {
    long mixed = (hash + 1L) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ mixed >>> 32;
  }

  private static int print(long mixed) {
    return 1 + (int) (mixed & 0xFFFF) % PRINTS;
  }

  /** Returns the set of a hash: the page by linear hashing. */
  private long set(long mixed) {
    int bits = (int) (mixed >>> 32);
    int mask = (Integer.highestOneBit(pageCount) << 1) - 1;
    int page = bits & mask;
    return ref(
        page < pageCount ? page : bits & mask >> 1, (int) (mixed >>> 16) & SETS_PER_PAGE - 1);
  }

  private long ref(int page, int set) {
    return Memory.refOfPage(pages[page]) + (long) set * (SET / Long.BYTES);
  }
}
