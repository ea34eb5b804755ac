package dev.memotor.engine;

import org.jspecify.annotations.Nullable;

/**
 * What is stored under a key: the value, the client's flags, the moment of expiry, the CAS number
 * and the marks of the meta protocol.
 *
 * <p>Immutable but for the access record ({@link #isFetched()}, {@link #lastAccess()}), which is
 * advisory: it may be updated in place by racing readers, may be lost, and decides nothing but the
 * meta flags {@code h} and {@code l}. The value is shared, never copied, and changed by nobody; it
 * may be lent, see {@link Value}.
 */
public final class Item {

  /** In {@link #marks()}: see {@link #isStale()}. */
  public static final int STALE = 1;

  /** In {@link #marks()}: see {@link #isWon()}. */
  public static final int WON = 2;

  /** In {@link #marks()}: see {@link #hasBinaryKey()}. */
  public static final int BINARY_KEY = 4;

  /** In {@link #marks()}: see {@link #isCounted()}. */
  public static final int COUNTED = 8;

  /** The marks that decide what a client sees. */
  private static final int VISIBLE = STALE | WON | BINARY_KEY;

  private final Value value;
  private final long cas;
  private final int flags;
  private final int exptime;
  private final byte marks;
  private boolean fetched;
  private int lastAccess;

  private Item(
      Value value, int flags, int exptime, long cas, byte marks, boolean fetched, int lastAccess) {
    this.value = value;
    this.flags = flags;
    this.exptime = exptime;
    this.cas = cas;
    this.marks = marks;
    this.fetched = fetched;
    this.lastAccess = lastAccess;
  }

  /**
   * A new item without marks that nobody has fetched yet.
   *
   * @param flags the client's 32 bits
   * @param exptime UNIX seconds or {@link Exptime#NEVER}; later than {@link Exptime#MAX} is cut
   * @param cas not 0
   * @param now UNIX seconds
   */
  public static Item of(Value value, int flags, long exptime, long cas, long now) {
    return new Item(
        value, flags, (int) Math.min(exptime, Exptime.MAX), cas, (byte) 0, false, (int) now);
  }

  /** A new item whose value is an array, which the caller gives away. */
  public static Item of(byte[] value, int flags, long exptime, long cas, long now) {
    return of(Value.of(value), flags, exptime, cas, now);
  }

  /**
   * An item as an engine kept it.
   *
   * @param marks what {@link #marks()} gave
   * @param lastAccess what {@link #lastAccess()} gave
   */
  public static Item restore(
      Value value, int flags, long exptime, long cas, int marks, boolean fetched, long lastAccess) {
    return new Item(
        value,
        flags,
        (int) Math.min(exptime, Exptime.MAX),
        cas,
        (byte) (marks & (VISIBLE | COUNTED)),
        fetched,
        (int) lastAccess);
  }

  /** An item as an engine kept it, whose value is an array, which the caller gives away. */
  public static Item restore(
      byte[] value,
      int flags,
      long exptime,
      long cas,
      int marks,
      boolean fetched,
      long lastAccess) {
    return restore(Value.of(value), flags, exptime, cas, marks, fetched, lastAccess);
  }

  /** Returns the value. */
  public Value value() {
    return value;
  }

  /** The client's 32 bits, to be read as unsigned. */
  public int flags() {
    return flags;
  }

  /** UNIX seconds, or {@link Exptime#NEVER}. */
  public long exptime() {
    return Integer.toUnsignedLong(exptime);
  }

  /** Unsigned, never 0. */
  public long cas() {
    return cas;
  }

  /** Whether the value was declared outdated (meta {@code I}) and not rewritten since. */
  public boolean isStale() {
    return (marks & STALE) != 0;
  }

  /** Whether the right to recache this item has been handed out already. */
  public boolean isWon() {
    return (marks & WON) != 0;
  }

  /** Whether the item was stored under a base64 key, in which form its key is then shown. */
  public boolean hasBinaryKey() {
    return (marks & BINARY_KEY) != 0;
  }

  /**
   * Returns whether the item has been counted on since it was stored, by which counters are
   * recognized after a restart. A hint that no client sees: an engine may lose it, and items that
   * differ in nothing else are equal.
   */
  public boolean isCounted() {
    return (marks & COUNTED) != 0;
  }

  /** The marks as a small number for an engine to keep; see {@link #restore}. */
  public int marks() {
    return marks;
  }

  /** Whether the item has been read since it was stored. */
  public boolean isFetched() {
    return fetched;
  }

  /** When the item was read or stored last, UNIX seconds. */
  public long lastAccess() {
    return Integer.toUnsignedLong(lastAccess);
  }

  /** Whether the item is gone at {@code now} (UNIX seconds). */
  public boolean isExpired(long now) {
    return exptime != 0 && Integer.toUnsignedLong(exptime) <= now;
  }

  /** Records a read at {@code now} in this very object; see the class comment. */
  public void recordAccess(long now) {
    fetched = true;
    lastAccess = (int) now;
  }

  /**
   * Returns an item that stays valid after the turn: this one, or one whose value is a copy on the
   * heap; see {@link Value#kept()}.
   */
  public Item kept() {
    Value kept = value.kept();
    return kept == value ? this : new Item(kept, flags, exptime, cas, marks, fetched, lastAccess);
  }

  Item withExptime(long newExptime) {
    return new Item(
        value, flags, (int) Math.min(newExptime, Exptime.MAX), cas, marks, fetched, lastAccess);
  }

  Item withCas(long newCas) {
    return new Item(value, flags, exptime, newCas, marks, fetched, lastAccess);
  }

  Item counted(Value newValue, long newCas) {
    byte newMarks = (byte) (marks | COUNTED);
    return new Item(newValue, flags, exptime, newCas, newMarks, fetched, lastAccess);
  }

  Item withAccess(boolean newFetched, long newLastAccess) {
    return new Item(value, flags, exptime, cas, marks, newFetched, (int) newLastAccess);
  }

  Item withBinaryKey(boolean binary) {
    return withMark(BINARY_KEY, binary);
  }

  Item withCounted() {
    return withMark(COUNTED, true);
  }

  Item withStale(boolean stale) {
    return withMark(STALE, stale);
  }

  Item withWon(boolean won) {
    return withMark(WON, won);
  }

  private Item withMark(int mark, boolean set) {
    byte changed = (byte) (set ? marks | mark : marks & ~mark);
    if (changed == marks) {
      return this;
    }
    return new Item(value, flags, exptime, cas, changed, fetched, lastAccess);
  }

  /** Equal in everything but the access record and {@link #isCounted()}. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Item item
        && flags == item.flags
        && exptime == item.exptime
        && cas == item.cas
        && ((marks ^ item.marks) & VISIBLE) == 0
        && value.equals(item.value);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(cas) * 31 + value.hashCode();
  }

  @Override
  public String toString() {
    return "Item["
        + value
        + ", flags="
        + Integer.toUnsignedString(flags)
        + ", exptime="
        + exptime()
        + ", cas="
        + Long.toUnsignedString(cas)
        + (isStale() ? ", stale" : "")
        + (isWon() ? ", won" : "")
        + "]";
  }
}
