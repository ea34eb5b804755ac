package dev.memotor.bench.protocol;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;

/** The meta protocol. Several keys are a chain of quiet gets, ended by a no-op. */
final class MetaRequests extends LineRequests {

  private static final byte[] NOOP = RequestTemplate.ascii("mn\r\n");

  private final RequestTemplate quietGet;

  MetaRequests(Keyspace keyspace, Values values, int ttl) {
    super(keyspace, values, 64, templates(keyspace, ttl == 0 ? "" : " T" + ttl));
    quietGet = new RequestTemplate("mg ", keyspace.items(), " v k q\r\n");
  }

  private static Templates templates(Keyspace keyspace, String expiry) {
    return new Templates(
        new RequestTemplate("mg ", keyspace.items(), " v\r\n"),
        new RequestTemplate("ms ", keyspace.items(), " ", expiry + "\r\n"),
        LINE_END,
        new RequestTemplate("ms ", keyspace.counters(), " 1" + expiry + "\r\n0\r\n"),
        new RequestTemplate("ma ", keyspace.counters(), " v\r\n"));
  }

  @Override
  public void multiGet(ByteBuffer out, int[] keys, int count, int opaque) {
    for (int i = 0; i < count; i++) {
      quietGet.put(out, keys[i]);
    }
    out.put(NOOP);
  }
}
