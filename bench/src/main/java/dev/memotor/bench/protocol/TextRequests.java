package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** The classic text protocol. */
final class TextRequests extends LineRequests {

  private static final byte[] GET = RequestTemplate.ascii("get");

  private final RequestTemplate keyOfMany;

  TextRequests(Keyspace keyspace, Values values, int ttl) {
    super(
        keyspace,
        values,
        64,
        new Templates(
            new RequestTemplate("get ", keyspace.items(), "\r\n"),
            new RequestTemplate("set ", keyspace.items(), " 0 " + ttl + " ", "\r\n"),
            LINE_END,
            new RequestTemplate("set ", keyspace.counters(), " 0 " + ttl + " 1\r\n0\r\n"),
            new RequestTemplate("incr ", keyspace.counters(), " 1\r\n")));
    keyOfMany = new RequestTemplate(" ", keyspace.items(), "");
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
  public boolean endsSingleGet() {
    return true;
  }
}
