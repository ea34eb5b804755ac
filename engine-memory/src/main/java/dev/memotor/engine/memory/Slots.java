package dev.memotor.engine.memory;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import java.util.Arrays;

/**
 * A hash table with open addressing and linear probing, of a fixed size. What a lookup needs first,
 * the hashes, lies close together; a key and its item lie next to each other. Of a key only the
 * bytes are kept: whose they are is known, and they are one address less to wait for.
 *
 * <p>Changed by one thread at a time. Read by others without a lock: they may see anything while it
 * changes, must find that out, and are safe until then. How often a key was used is a guess anyway
 * and is written by all.
 */
final class Slots {

  /** More uses do not count. */
  private static final int MAX_USES = 15;

  private final int mask;

  /** 0 for a free slot. */
  private final int[] hashes;

  /** Of slot i the key's bytes at 2i, the item at 2i + 1. */
  private final Object[] pairs;

  private final byte[] uses;

  /** Makes a table of so many slots, a power of two. */
  Slots(int count) {
    mask = count - 1;
    hashes = new int[count];
    pairs = new Object[2 * count];
    uses = new byte[count];
  }

  int count() {
    return hashes.length;
  }

  /** The slot of a key, or -1. Ends even if the table changes all the time. */
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

  /** A slot with this hash, or -1. */
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

  /** May be null for a reader without a lock. */
  byte[] key(int slot) {
    return (byte[]) pairs[2 * slot];
  }

  /** May be null, or another key's, for a reader without a lock. */
  Item item(int slot) {
    return (Item) pairs[2 * slot + 1];
  }

  void setItem(int slot, Item item) {
    pairs[2 * slot + 1] = item;
  }

  int uses(int slot) {
    return uses[slot];
  }

  /** Counts a use; what is used all the time is not written to, and leaves others their cache. */
  void use(int slot) {
    byte count = uses[slot];
    if (count < MAX_USES) {
      uses[slot] = (byte) (count + 1);
    }
  }

  void setUses(int slot, int count) {
    uses[slot] = (byte) count;
  }

  /** Puts a key that is not there; there must be a free slot. */
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

  /** Frees a slot; those behind it that would not be found any more move up. */
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

  /** The bytes of all keys, each with its item behind it, and nulls; a copy. */
  Object[] pairs() {
    return pairs.clone();
  }

  /** A table of twice the size with all that is here. */
  Slots grown() {
    Slots copy = new Slots(2 * hashes.length);
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] != 0) {
        copy.insert(key(i), hashes[i], item(i), uses[i]);
      }
    }
    return copy;
  }

  /** Loads the first that a lookup will need into the cache; see {@link ItemTable#warm}. */
  int warm(int hash) {
    int i = hash & mask;
    return hashes[i] + uses[i] + (pairs[2 * i] == null ? 0 : 1);
  }
}
