package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.Arrays;

/**
 * A hash table of fixed size, with open addressing and linear probing. The hashes, which a lookup
 * needs first, are contiguous; a key and its item are adjacent. Only a key's bytes are kept, which
 * saves one dependent load.
 *
 * <p>Changed by one thread at a time, and read by others without a lock: they may see any mixture
 * of states, do no harm, and must validate what they saw. Use counts are approximate and written by
 * all threads.
 */
final class Slots {

  /** Further uses are not counted. */
  private static final int MAX_USES = 15;

  private final int mask;

  /** 0 for a free slot. */
  private final int[] hashes;

  /** The key's bytes of slot i at 2i, its item at 2i + 1. */
  private final Object[] pairs;

  private final byte[] uses;

  /** Creates a table with this many slots, a power of two. */
  Slots(int count) {
    mask = count - 1;
    hashes = new int[count];
    pairs = new Object[2 * count];
    uses = new byte[count];
  }

  int count() {
    return hashes.length;
  }

  /** Returns the slot of a key, or -1. Terminates even while the table changes. */
  int find(Key key, int hash) {
    for (int i = hash & mask, looked = 0; looked <= mask; i = (i + 1) & mask, looked++) {
      int found = hashes[i];
      if (found == hash && Arrays.equals(key.bytes(), (byte[]) pairs[2 * i])) {
        return i;
      }
      if (found == 0) {
        return -1;
      }
    }
    return -1;
  }

  /** Returns a slot with this hash, or -1. */
  int find(int hash) {
    for (int i = hash & mask, looked = 0; looked <= mask; i = (i + 1) & mask, looked++) {
      if (hashes[i] == hash) {
        return i;
      }
      if (hashes[i] == 0) {
        return -1;
      }
    }
    return -1;
  }

  boolean isFree(int slot) {
    return hashes[slot] == 0;
  }

  int hash(int slot) {
    return hashes[slot];
  }

  /** Returns a slot's key; may be null for a reader without a lock. */
  byte[] key(int slot) {
    return (byte[]) pairs[2 * slot];
  }

  /** Returns a slot's item; may be null or another key's for a reader without a lock. */
  Item item(int slot) {
    return (Item) pairs[2 * slot + 1];
  }

  void setItem(int slot, Item item) {
    pairs[2 * slot + 1] = item;
  }

  int uses(int slot) {
    return uses[slot];
  }

  /** Counts a use, up to a maximum: hot slots are not written, which spares others cache misses. */
  void use(int slot) {
    byte count = uses[slot];
    if (count < MAX_USES) {
      uses[slot] = (byte) (count + 1);
    }
  }

  void setUses(int slot, int count) {
    uses[slot] = (byte) count;
  }

  /** Inserts a new key; there must be a free slot. */
  void insert(byte[] key, int hash, Item item, int count) {
    int i = hash & mask;
    while (hashes[i] != 0) {
      i = (i + 1) & mask;
    }
    pairs[2 * i] = key;
    pairs[2 * i + 1] = item;
    uses[i] = (byte) count;
    hashes[i] = hash;
  }

  /** Frees a slot, and moves up those behind it that could not be found otherwise. */
  void remove(int slot) {
    int free = slot;
    for (int i = (slot + 1) & mask; hashes[i] != 0; i = (i + 1) & mask) {
      int wayFromHome = (i - hashes[i]) & mask;
      if (wayFromHome >= ((i - free) & mask)) {
        hashes[free] = hashes[i];
        pairs[2 * free] = pairs[2 * i];
        pairs[2 * free + 1] = pairs[2 * i + 1];
        uses[free] = uses[i];
        free = i;
      }
    }
    hashes[free] = 0;
    pairs[2 * free] = null;
    pairs[2 * free + 1] = null;
    uses[free] = 0;
  }

  /** Returns a copy of all keys' bytes, each followed by its item; nulls for free slots. */
  Object[] pairs() {
    return pairs.clone();
  }

  /** Returns a copy of twice the size. */
  Slots grown() {
    Slots copy = new Slots(2 * hashes.length);
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] != 0) {
        copy.insert(key(i), hashes[i], item(i), uses[i]);
      }
    }
    return copy;
  }

  /** Loads what a lookup needs first into the cache; see {@link ItemTable#warm}. */
  int warm(int hash) {
    int i = hash & mask;
    return hashes[i] + uses[i] + (pairs[2 * i] == null ? 0 : 1);
  }
}
