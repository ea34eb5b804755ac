package dev.memotor.bench.protocol;

/**
 * What a connection has asked and not yet been answered, oldest first: a ring of entries.
 *
 * <p>A get of several keys is an entry for each key and one for the end of the reply, so that a
 * missing key can be told from a missing reply. An entry's sequence number serves as opaque.
 */
public final class InFlight {

  static final byte NOTHING = 0;
  public static final byte GET = 1;
  public static final byte SET = 2;
  public static final byte INCREMENT = 3;

  /** One key of a get whose reply ends with {@link #END}. */
  public static final byte MEMBER = 4;

  public static final byte END = 5;

  private final int mask;
  private final byte[] kinds;
  private final int[] keys;
  private final long[] starts;
  private int head;
  private int tail;

  /** For at least this many entries. */
  public InFlight(int capacity) {
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    mask = size - 1;
    kinds = new byte[size];
    keys = new int[size];
    starts = new long[size];
  }

  /** The sequence number of the next entry to be added. */
  public int nextSequence() {
    return tail;
  }

  public void add(byte kind, int key, long start) {
    if (tail - head > mask) {
      throw new IllegalStateException("more requests in flight than there was room made for");
    }
    int slot = tail & mask;
    kinds[slot] = kind;
    keys[slot] = key;
    starts[slot] = start;
    tail++;
  }

  public boolean isEmpty() {
    return head == tail;
  }

  public int size() {
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

  public long headStart() {
    return starts[head & mask];
  }

  void remove() {
    head++;
  }
}
