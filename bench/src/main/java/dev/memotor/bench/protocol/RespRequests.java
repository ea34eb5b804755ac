package dev.memotor.bench;

import java.nio.ByteBuffer;

/** Redis' own protocol, so that a raw Redis can be measured with the same generator. */
final class RespRequests implements RequestWriter {

  private final Values values;
  private final int overhead;
  private final RequestTemplate get;
  private final RequestTemplate keyOfMany;
  private final RequestTemplate set;
  private final byte[] afterValue;
  private final RequestTemplate setCounter;
  private final RequestTemplate increment;

  RespRequests(Keyspace keyspace, Values values, int ttl) {
    this.values = values;
    overhead = keyspace.longestKey() + 96;
    String items = "$" + keyspace.items().length() + "\r\n";
    String counters = "$" + keyspace.counters().length() + "\r\n";
    String seconds = Integer.toString(ttl);
    String words = ttl == 0 ? "*3\r\n" : "*5\r\n";
    String expiry = ttl == 0 ? "" : "$2\r\nEX\r\n$" + seconds.length() + "\r\n" + seconds + "\r\n";
    get = new RequestTemplate("*2\r\n$3\r\nGET\r\n" + items, keyspace.items(), "\r\n");
    keyOfMany = new RequestTemplate(items, keyspace.items(), "\r\n");
    set = new RequestTemplate(words + "$3\r\nSET\r\n" + items, keyspace.items(), "\r\n$", "\r\n");
    afterValue = RequestTemplate.ascii("\r\n" + expiry);
    setCounter =
        new RequestTemplate(
            words + "$3\r\nSET\r\n" + counters, keyspace.counters(), "\r\n$1\r\n0\r\n" + expiry);
    increment = new RequestTemplate("*2\r\n$4\r\nINCR\r\n" + counters, keyspace.counters(), "\r\n");
  }

  @Override
  public void get(ByteBuffer out, int key, int opaque) {
    get.put(out, key);
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    out.put(RequestTemplate.ascii("*" + (count + 1) + "\r\n$4\r\nMGET\r\n"));
    for (int i = 0; i < count; i++) {
      keyOfMany.put(out, keys[i]);
    }
  }

  @Override
  public void set(ByteBuffer out, int key, int size, int opaque) {
    set.put(out, key, size);
    values.put(out, key, size);
    out.put(afterValue);
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
