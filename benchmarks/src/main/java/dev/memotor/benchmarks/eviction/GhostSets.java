package dev.memotor.benchmarks.eviction;

/**
 * Evicted keys as engine memory remembers them: sets of eight entries of 16 bits. The difference is
 * that the number of sets follows from the number of items, not from pages.
 */
final class GhostSets {

  static final int UNKNOWN = 0;
  static final int YOUNG = 1 << 8;
  static final int MAIN = 1 << 9;
  static final int USES = 7;

  private static final int PER_ITEM = 2;
  private static final int ENTRIES = 8;
  private static final int STATE_SHIFT = 3;
  private static final int STATE = 15;
  private static final int PRINT_SHIFT = 7;
  private static final int PRINTS = 511;
  private static final int FROM_MAIN = 0;
  private static final int LONG_AGO = 1;
  private static final int FIRST_EPOCH = 2;
  private static final int EPOCHS = 14;
  private static final int OLD = 8;
  private static final int YOUNG_EPOCHS = 1;

  private final int[] entries;
  private final long seed;
  private int epoch;
  private int agedSet;

  GhostSets(long items, long seed) {
    entries = new int[ENTRIES * (int) ((items * PER_ITEM + ENTRIES - 1) / ENTRIES)];
    this.seed = seed;
  }

  int sets() {
    return entries.length / ENTRIES;
  }

  void beginEpoch() {
    epoch = (epoch + 1) % EPOCHS;
  }

  void remember(int key, int uses, boolean fromWindow) {
    long mixed = mix(key);
    int set = set(mixed);
    int least = set;
    int leastWorth = Integer.MAX_VALUE;
    for (int i = set; i < set + ENTRIES; i++) {
      int entry = entries[i];
      int age = age(entry);
      if (age >= OLD && age < EPOCHS) {
        entry = entry & ~(STATE << STATE_SHIFT) | LONG_AGO << STATE_SHIFT;
        entries[i] = entry;
      }
      int worth = entry == 0 ? -1 : (entry & USES) * 16 + (age < OLD ? 15 - age : 0);
      if (worth < leastWorth) {
        leastWorth = worth;
        least = i;
      }
    }
    int state = fromWindow ? FIRST_EPOCH + epoch : FROM_MAIN;
    entries[least] = print(mixed) << PRINT_SHIFT | state << STATE_SHIFT | uses;
  }

  private int age(int entry) {
    int state = entry >> STATE_SHIFT & STATE;
    return state < FIRST_EPOCH ? EPOCHS : Math.floorMod(epoch - (state - FIRST_EPOCH), EPOCHS);
  }

  int recall(int key) {
    long mixed = mix(key);
    int set = set(mixed);
    for (int i = set; i < set + ENTRIES; i++) {
      int entry = entries[i];
      if (entry >> PRINT_SHIFT == print(mixed)) {
        entries[i] = 0;
        int state = entry >> STATE_SHIFT & STATE;
        int mark = state == FROM_MAIN ? MAIN : age(entry) <= YOUNG_EPOCHS ? YOUNG : 0;
        return mark | entry & USES;
      }
    }
    return UNKNOWN;
  }

  void ageNext() {
    agedSet = agedSet + 1 >= sets() ? 0 : agedSet + 1;
    for (int i = agedSet * ENTRIES; i < (agedSet + 1) * ENTRIES; i++) {
      entries[i] = entries[i] & ~USES | (entries[i] & USES) >> 1;
    }
  }

  private long mix(int key) {
    long mixed = (key + 1 + seed * 7919) * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ mixed >>> 32;
  }

  private static int print(long mixed) {
    return 1 + (int) (mixed & 0xFFFF) % PRINTS;
  }

  private int set(long mixed) {
    return ENTRIES * (int) ((mixed >>> 16) % sets());
  }
}
