package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What one event loop has counted on one key: only its thread adds, anyone reads. So no sum is ever
 * shared between writing threads, and adding takes no locked instruction, which would wait for all
 * that the loop has written before.
 */
final class CounterCell {

  private static final VarHandle ADDED = handle("added");
  private static final VarHandle TAKEN = handle("taken");

  private final byte[] key;
  private final int hash;
  private volatile boolean gone;

  // Both are only touched through the handles, by any but the loop's own thread.
  private long added;
  private long taken;

  CounterCell(Key key) {
    this.key = key.bytes();
    this.hash = key.hashCode();
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(CounterCell.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  boolean isOf(Key other) {
    return hash == other.hashCode() && Arrays.equals(key, other.bytes());
  }

  int hash() {
    return hash;
  }

  void add(long amount) {
    if (amount >= 0) {
      ADDED.setOpaque(this, added + amount);
    } else {
      // What wraps around at 2^64 takes away: clients write decrements without a floor so.
      TAKEN.setOpaque(this, taken + positive(amount));
    }
  }

  void take(long amount) {
    TAKEN.setOpaque(this, taken + (amount >= 0 ? amount : Long.MAX_VALUE));
  }

  private static long positive(long negative) {
    return negative == Long.MIN_VALUE ? Long.MAX_VALUE : -negative;
  }

  long added() {
    return (long) ADDED.getOpaque(this);
  }

  long taken() {
    return (long) TAKEN.getOpaque(this);
  }

  /** Its counter has lost its place: what is counted from now on belongs to another, or to none. */
  void leave() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }
}
