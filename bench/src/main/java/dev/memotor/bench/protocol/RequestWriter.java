package dev.memotor.bench.protocol;

import java.nio.ByteBuffer;

/**
 * Requests as bytes. The buffer has room: at least {@link #overhead} bytes for each key, and the
 * value.
 *
 * <p>{@code opaque} is the sequence number under which the request is remembered in {@link
 * InFlight}; a protocol that has a field for it sends it along.
 */
public interface RequestWriter {

  void get(ByteBuffer out, int key, int opaque);

  /** Several keys in one request, or in one chain of quiet requests with an end mark. */
  void multiGet(ByteBuffer out, int[] keys, int count, int opaque);

  void set(ByteBuffer out, int key, int size, int opaque);

  /** Stores the counter that {@link #increment} needs. */
  void setCounter(ByteBuffer out, int key, int opaque);

  void increment(ByteBuffer out, int key, int opaque);

  /** Returns whether the reply to a single get has an end mark, as that to several keys has. */
  boolean endsSingleGet();

  /** At most this many bytes surround a key (and a value, if there is one) in a request. */
  int overhead();
}
