package dev.memotor.bench;

/**
 * What a connection has asked and not yet been answered, oldest first: a ring of entries.
 *
 * <p>A get of several keys is an entry for each key and one for the end of the reply, so that a
 * missing key can be told from a missing reply. An entry's sequence number serves as opaque.
 */
final class InFlight {

  static final byte NOTHING = 0;
  static final byte GET = 1;
  static final byte SET = 2;
  static final byte INCREMENT = 3;

  /** One key of a get whose reply ends with {@link #END}. */
  static final byte MEMBER = 4;

  static final byte END = 5;

  private final int mask;
  private final byte[] kinds;
  private final int[] keys;
  private final long[] starts;
  private int head;
  private int tail;

  /** For at least this many entries. */
  InFlight(int capacity) {
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    mask = size - 1;
    kinds = new byte[size];
    keys = new int[size];
    starts = new long[size];
  }

  /** The sequence number of the next entry to be added. */
  int nextSequence() {
    return tail;
  }

  void add(byte kind, int key, long start) {
    if (tail - head > mask) {
      throw new IllegalStateException("more requests in flight than there was room made for");
    }
    int slot = tail & mask;
    kinds[slot] = kind;
    keys[slot] = key;
    starts[slot] = start;
    tail++;
  }

  boolean isEmpty() {
    return head == tail;
  }

  int size() {
    return tail - head;
  }

  /** The sequence number of the oldest entry. */
  int headSequence() {
    return head;
  }

  byte headKind() {
    return head == tail ? NOTHING : kinds[head & mask];
  }

  int headKey() {
    return keys[head & mask];
  }

  long headStart() {
    return starts[head & mask];
  }

  void remove() {
    head++;
  }
}
