package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Requests of a line protocol: templates in which a key is replaced. */
abstract class LineRequests implements RequestWriter {

  static final byte[] LINE_END = {'\r', '\n'};

  /** The requests with one key. */
  record Templates(
      RequestTemplate get,
      RequestTemplate set,
      byte[] afterValue,
      RequestTemplate setCounter,
      RequestTemplate increment) {}

  private final Values values;
  private final int overhead;
  private final Templates templates;

  /**
   * Makes the requests of a protocol.
   *
   * @param words at most this many bytes surround a key
   */
  LineRequests(Keyspace keyspace, Values values, int words, Templates templates) {
    this.values = values;
    this.overhead = keyspace.longestKey() + words;
    this.templates = templates;
  }

  @Override
  public final void get(ByteBuffer out, int key, int opaque) {
    templates.get.put(out, key);
  }

  @Override
  public final void set(ByteBuffer out, int key, int size, int opaque) {
    templates.set.put(out, key, size);
    values.put(out, key, size);
    out.put(templates.afterValue);
  }

  @Override
  public final void setCounter(ByteBuffer out, int key, int opaque) {
    templates.setCounter.put(out, key);
  }

  @Override
  public final void increment(ByteBuffer out, int key, int opaque) {
    templates.increment.put(out, key);
  }

  @Override
  public boolean endsSingleGet() {
    return false;
  }

  @Override
  public final int overhead() {
    return overhead;
  }
}
