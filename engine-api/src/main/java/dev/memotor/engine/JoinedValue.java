package dev.memotor.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Two values, one after the other, left where they lie. */
final class JoinedValue extends Value {

  private final Value first;
  private final Value second;
  private final int length;

  JoinedValue(Value first, Value second) {
    this.first = first;
    this.second = second;
    length = Math.addExact(first.length(), second.length());
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void copyTo(byte[] target, int at) {
    first.copyTo(target, at);
    second.copyTo(target, at + first.length());
  }

  @Override
  public int copyTo(int from, ByteBuffer target) {
    int split = first.length();
    int count = from < split ? first.copyTo(from, target) : 0;
    return from + count < split ? count : count + second.copyTo(from + count - split, target);
  }

  @Override
  public boolean isLent() {
    return first.isLent() || second.isLent();
  }

  @Override
  public ByteBuffer[] pieces() {
    ByteBuffer[] head = first.pieces();
    ByteBuffer[] tail = second.pieces();
    ByteBuffer[] pieces = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, pieces, head.length, tail.length);
    return pieces;
  }

  @Override
  public boolean pin() {
    if (!first.pin()) {
      return false;
    }
    if (!second.pin()) {
      first.unpin();
      return false;
    }
    return true;
  }

  @Override
  public void unpin() {
    first.unpin();
    second.unpin();
  }
}
