package dev.memotor.bench;

import java.nio.ByteBuffer;

/** The meta protocol. Several keys are a chain of quiet gets, ended by a no-op. */
final class MetaRequests implements RequestWriter {

  private static final byte[] NOOP = RequestTemplate.ascii("mn\r\n");
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Values values;
  private final int overhead;
  private final RequestTemplate get;
  private final RequestTemplate quietGet;
  private final RequestTemplate set;
  private final RequestTemplate setCounter;
  private final RequestTemplate increment;

  MetaRequests(Keyspace keyspace, Values values, int ttl) {
    this.values = values;
    overhead = keyspace.longestKey() + 64;
    String expiry = ttl == 0 ? "" : " T" + ttl;
    get = new RequestTemplate("mg ", keyspace.items(), " v\r\n");
    quietGet = new RequestTemplate("mg ", keyspace.items(), " v k q\r\n");
    set = new RequestTemplate("ms ", keyspace.items(), " ", expiry + "\r\n");
    setCounter = new RequestTemplate("ms ", keyspace.counters(), " 1" + expiry + "\r\n0\r\n");
    increment = new RequestTemplate("ma ", keyspace.counters(), " v\r\n");
  }

  @Override
  public void get(ByteBuffer out, int key, int opaque) {
    get.put(out, key);
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    for (int i = 0; i < count; i++) {
      quietGet.put(out, keys[i]);
    }
    out.put(NOOP);
  }

  @Override
  public void set(ByteBuffer out, int key, int size, int opaque) {
    set.put(out, key, size);
    values.put(out, key, size);
    out.put(LINE_END);
  }

  @Override
  public void setCounter(ByteBuffer out, int key, int opaque) {
    setCounter.put(out, key);
  }

  @Override
  public void increment(ByteBuffer out, int key, int opaque) {
    increment.put(out, key);
  }

  @Override
  public boolean endsSingleGet() {
    return false;
  }

  @Override
  public int overhead() {
    return overhead;
  }
}
