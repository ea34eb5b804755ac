package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** Redis' own protocol, so that a raw Redis can be measured with the same generator. */
final class RespRequests extends LineRequests {

  private final RequestTemplate keyOfMany;

  RespRequests(Keyspace keyspace, Values values, int ttl) {
    super(keyspace, values, 96, templates(keyspace, ttl));
    keyOfMany = new RequestTemplate(length(keyspace.items().length()), keyspace.items(), "\r\n");
  }

  private static Templates templates(Keyspace keyspace, int ttl) {
    String items = length(keyspace.items().length());
    String counters = length(keyspace.counters().length());
    String set = (ttl == 0 ? "*3\r\n" : "*5\r\n") + "$3\r\nSET\r\n";
    String seconds = Integer.toString(ttl);
    String expiry = ttl == 0 ? "" : "$2\r\nEX\r\n" + length(seconds.length()) + seconds + "\r\n";
    return new Templates(
        new RequestTemplate("*2\r\n$3\r\nGET\r\n" + items, keyspace.items(), "\r\n"),
        new RequestTemplate(set + items, keyspace.items(), "\r\n$", "\r\n"),
        RequestTemplate.ascii("\r\n" + expiry),
        new RequestTemplate(set + counters, keyspace.counters(), "\r\n$1\r\n0\r\n" + expiry),
        new RequestTemplate("*2\r\n$4\r\nINCR\r\n" + counters, keyspace.counters(), "\r\n"));
  }

  private static String length(int bytes) {
    return "$" + bytes + "\r\n";
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    out.put(RequestTemplate.ascii("*" + (count + 1) + "\r\n$4\r\nMGET\r\n"));
    for (int i = 0; i < count; i++) {
      keyOfMany.put(out, keys[i]);
    }
  }
}
