package dev.memotor.bench;

import java.nio.ByteBuffer;

/** The classic text protocol. */
final class TextRequests implements RequestWriter {

  private static final byte[] GET = RequestTemplate.ascii("get");
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Values values;
  private final int overhead;
  private final RequestTemplate get;
  private final RequestTemplate keyOfMany;
  private final RequestTemplate set;
  private final RequestTemplate setCounter;
  private final RequestTemplate increment;

  TextRequests(Keyspace keyspace, Values values, int ttl) {
    this.values = values;
    overhead = keyspace.longestKey() + 64;
    get = new RequestTemplate("get ", keyspace.items(), "\r\n");
    keyOfMany = new RequestTemplate(" ", keyspace.items(), "");
    set = new RequestTemplate("set ", keyspace.items(), " 0 " + ttl + " ", "\r\n");
    setCounter = new RequestTemplate("set ", keyspace.counters(), " 0 " + ttl + " 1\r\n0\r\n");
    increment = new RequestTemplate("incr ", keyspace.counters(), " 1\r\n");
  }

  @Override
  public void get(ByteBuffer out, int key, int opaque) {
    get.put(out, key);
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    out.put(GET);
    for (int i = 0; i < count; i++) {
      keyOfMany.put(out, keys[i]);
    }
    out.put(LINE_END);
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
    return true;
  }

  @Override
  public int overhead() {
    return overhead;
  }
}
