package dev.memotor.server.transport;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.protocol.Decoder;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The bytes that a connection has received and not decoded: the start of a command, or what a full
 * window holds back. Their memory is charged to the input budget.
 */
final class InputBuffer {

  private static final int MIN_TRIMMED = 4 * 1024;
  private static final int MAX_DOUBLED = 1 << 26;
  private static final byte[] NONE = {};

  private final ByteBudget.Share budget;

  /** Shared by the connections of the loop: parsing an array is far faster than a buffer. */
  private final byte[] scratch;

  private byte[] held = NONE;
  private int from;
  private int to;

  InputBuffer(ByteBudget.Share budget, byte[] scratch) {
    this.budget = budget;
    this.scratch = scratch;
  }

  boolean isEmpty() {
    return from == to;
  }

  /**
   * Decodes a first portion of newly received bytes, and holds what is left of it. Call only while
   * the buffer is empty.
   *
   * @return false if there is no memory for what is left
   */
  boolean decode(ByteBuf in, Decoder decoder) {
    int count = readIntoScratch(in);
    return hold(scratch, decoder.decode(scratch, 0, count), count);
  }

  /**
   * Holds newly received bytes without decoding them.
   *
   * @return false if there is no memory for them
   */
  boolean append(ByteBuf in) {
    if (isEmpty()) {
      return hold(scratch, 0, readIntoScratch(in));
    }
    int count = in.readableBytes();
    int length = to - from;
    if (held.length - to < count) {
      // Doubling, so that a long line that arrives byte by byte is not copied for every byte.
      int capacity = Math.max(length + count, Math.min(2 * length, MAX_DOUBLED));
      if (!budget.take(capacity)) {
        return false;
      }
      byte[] longer = new byte[capacity];
      System.arraycopy(held, from, longer, 0, length);
      replace(longer, length);
    }
    in.readBytes(held, to, count);
    to += count;
    return true;
  }

  private int readIntoScratch(ByteBuf in) {
    int count = Math.min(in.readableBytes(), scratch.length);
    in.readBytes(scratch, 0, count);
    return count;
  }

  /**
   * Decodes what is held, or continues a command that the decoder is holding back.
   *
   * @return false if there is no memory for what is left
   */
  boolean decode(Decoder decoder) {
    byte[] bytes = isEmpty() ? scratch : held;
    return hold(bytes, decoder.decode(bytes, from, to), to);
  }

  private boolean hold(byte[] bytes, int newFrom, int newTo) {
    int length = newTo - newFrom;
    if (length == 0) {
      clear();
    } else if (bytes == held) {
      from = newFrom;
    } else if (budget.take(length)) {
      replace(Arrays.copyOfRange(bytes, newFrom, newTo), length);
    } else {
      return false;
    }
    return true;
  }

  /** Shrinks an oversized array: the start of a command may stay for a long time. */
  void trim() {
    int length = to - from;
    if (held.length > MIN_TRIMMED && held.length / 4 > length && budget.take(length)) {
      replace(Arrays.copyOfRange(held, from, to), length);
    }
  }

  /** Replaces the array by one that the budget has been charged for. */
  private void replace(byte[] bytes, int length) {
    clear();
    held = bytes;
    to = length;
  }

  void clear() {
    budget.give(held.length);
    held = NONE;
    from = 0;
    to = 0;
  }
}
