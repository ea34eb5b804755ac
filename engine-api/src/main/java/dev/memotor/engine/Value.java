package dev.memotor.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a value, on the heap or wherever an engine keeps them. They are shared, never
 * copied, and changed by nobody.
 *
 * <p>A value on the heap is valid for ever. A <b>lent</b> value ({@link #isLent()}) lies in memory
 * of the engine and is valid only until the turn ends in which it was lent; whoever needs its bytes
 * for longer keeps ({@link #kept()}) or pins ({@link #pin()}) it before that. Only a batch that
 * asks for them ({@link Batch#acceptsLent()}) is given lent values. {@link #length()} is right at
 * any time.
 *
 * <p>Engines that lend values extend this class.
 */
public abstract class Value {

  protected Value() {}

  /** Returns a value on the heap: the array itself, which the caller gives away. */
  public static Value of(byte[] bytes) {
    return new HeapValue(bytes);
  }

  /**
   * Returns the bytes of two values, one after the other. Two values on the heap are copied into
   * one; otherwise nothing is copied, and the result is lent if one of the parts is.
   *
   * @throws ArithmeticException if together they are longer than an array can be
   */
  public static Value joined(Value first, Value second) {
    return first instanceof HeapValue head && second instanceof HeapValue tail
        ? head.followedBy(tail)
        : new JoinedValue(first, second);
  }

  /** Returns the number of bytes. */
  public abstract int length();

  /**
   * Returns all bytes: of a value on the heap the shared array itself, which nobody may change; of
   * any other a copy.
   */
  public byte[] bytes() {
    byte[] bytes = new byte[length()];
    copyTo(bytes, 0);
    return bytes;
  }

  /** Copies all bytes into an array that has room for them from an index on. */
  public void copyTo(byte[] target, int at) {
    copyTo(0, ByteBuffer.wrap(target, at, length()));
  }

  /**
   * Copies bytes from an index on: as many as are left and as the target has room for. Advances the
   * target's position.
   *
   * @param from from 0 to {@link #length()}
   * @return the number of bytes copied
   */
  public abstract int copyTo(int from, ByteBuffer target);

  /** Returns whether the bytes are valid only until the end of the turn; see the class comment. */
  public boolean isLent() {
    return false;
  }

  /**
   * Returns views of the bytes where they lie, in order, for reading only; each call makes new
   * ones. They are valid as long as the value is.
   */
  public abstract ByteBuffer[] pieces();

  /**
   * Makes a lent value valid until {@link #unpin()}, beyond the end of the turn. May be called only
   * while the value is valid; it may be pinned more than once. Does nothing to a value that is not
   * lent.
   *
   * @return whether the value is pinned; if not, it cannot be, and must be kept instead
   */
  public boolean pin() {
    return true;
  }

  /** Undoes one {@link #pin()} that returned true; on any thread. */
  public void unpin() {}

  /** Returns a value with the same bytes that stays valid: itself, or a copy on the heap. */
  public Value kept() {
    return isLent() ? of(bytes()) : this;
  }

  /** Equal if the bytes are, wherever they lie. */
  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Value value
        && (value == this || length() == value.length() && Arrays.equals(bytes(), value.bytes()));
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public final String toString() {
    return length() + " bytes";
  }
}
