package dev.memotor.conformance.clients;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import net.spy.memcached.CASValue;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.OperationFuture;

/**
 * A session with every command of spymemcached that both protocols have, written down. CAS numbers
 * are named in the order in which they are first seen: their values are up to the engine, which of
 * them are equal is not.
 */
final class ClientSession {

  private static final int NEVER = 0;
  private static final int HOUR = 3600;

  /** Too long to be relative, hence a moment in 1970. */
  private static final int PAST = 30 * 24 * 3600 + 1;

  private final MemcachedClient client;
  private final StringBuilder transcript = new StringBuilder();
  private final Map<Long, String> casNames = new HashMap<>();

  ClientSession(MemcachedClient client) {
    this.client = client;
  }

  String play() throws Exception {
    storing();
    counting();
    comparing();
    expiring();
    values();
    print("flush", await(client.flush()));
    print("get a", client.get("a"));
    print("set a after", await(client.set("a", NEVER, "after")));
    print("get a", client.get("a"));
    return transcript.toString();
  }

  private void storing() throws Exception {
    print("get a", client.get("a"));
    print("replace a", await(client.replace("a", NEVER, "no")));
    print("append a", await(client.append("a", "no")));
    print("delete a", await(client.delete("a")));
    print("add a", await(client.add("a", NEVER, "one")));
    print("add a", await(client.add("a", NEVER, "two")));
    print("get a", client.get("a"));
    print("replace a", await(client.replace("a", NEVER, "three")));
    print("append a", await(client.append("a", "+")));
    print("prepend a", await(client.prepend("a", "-")));
    print("get a", client.get("a"));
    print("set b", await(client.set("b", HOUR, "bee")));
    print("get a b c", new TreeMap<>(client.getBulk("a", "b", "c")));
    print("delete b", await(client.delete("b")));
    print("get b", client.get("b"));
  }

  private void counting() throws Exception {
    print("incr n", client.incr("n", 1));
    print("incr n from 10", client.incr("n", 1, 10));
    print("incr n by 5", client.incr("n", 5));
    print("decr n by 6", client.decr("n", 6));
    print("get n", client.get("n"));
    print("decr n by 100", client.decr("n", 100));
    print("set n", await(client.set("n", NEVER, "9223372036854775806")));
    print("incr n", client.incr("n", 1));
    print("set n", await(client.set("n", NEVER, "18446744073709551615")));
    print("incr n by 8", client.incr("n", 8));
    print("append n", await(client.append("n", "00")));
    print("incr n", client.incr("n", 1));
    print("get n", client.get("n"));
  }

  private void comparing() throws Exception {
    print("gets c", client.gets("c"));
    print("cas c 1", client.cas("c", 1, "no"));
    print("set c", await(client.set("c", NEVER, "see")));
    CASValue<Object> first = client.gets("c");
    print("gets c", first);
    print("gets c", client.gets("c"));
    print("cas c", client.cas("c", first.getCas(), "saw"));
    print("cas c again", client.cas("c", first.getCas(), "seen"));
    CASValue<Object> second = client.gets("c");
    print("gets c", second);
    print("touch c", await(client.touch("c", HOUR)));
    print("gets c", client.gets("c"));
    print("delete c", await(client.delete("c")));
    print("add c", await(client.add("c", NEVER, "saw")));
    print("cas c of before", client.cas("c", second.getCas(), "no"));
    print("gets c", client.gets("c"));
  }

  private void expiring() throws Exception {
    print("touch t", await(client.touch("t", HOUR)));
    print("set t", await(client.set("t", HOUR, "tea")));
    print("touch t", await(client.touch("t", NEVER)));
    print("get t", client.get("t"));
    print("set t in the past", await(client.set("t", PAST, "gone")));
    print("get t", client.get("t"));
    print("add t", await(client.add("t", NEVER, "back")));
    print("touch t to the past", await(client.touch("t", PAST)));
    print("get t", client.get("t"));
  }

  private void values() throws Exception {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    byte[] large = new byte[1_000_000];
    for (int i = 0; i < large.length; i++) {
      // A compressible value would be sent compressed.
      large[i] = (byte) ((i * 2_654_435_761L) >>> 24);
    }
    String longKey = "k".repeat(250);
    for (byte[] value : List.of(new byte[0], every, large)) {
      print("set " + value.length + " bytes", await(client.set(longKey, NEVER, value)));
      print("get", client.get(longKey));
    }
    print("set umlaut", await(client.set("schlüssel", NEVER, "Käse ☃")));
    print("get umlaut", client.get("schlüssel"));
    print("set long", await(client.set("type", NEVER, 4_294_967_296L)));
    print("get long", client.get("type"));
    print("set boolean", await(client.set("type", NEVER, true)));
    print("get boolean", client.get("type"));
  }

  private static <T> T await(OperationFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private void print(String what, Object answer) {
    transcript.append(what).append(": ").append(show(answer)).append('\n');
  }

  private String show(Object answer) {
    if (answer instanceof CASValue<?> value) {
      String name = casNames.computeIfAbsent(value.getCas(), cas -> "CAS-" + (casNames.size() + 1));
      return show(value.getValue()) + " " + name;
    }
    if (answer instanceof byte[] bytes) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      return bytes.length + " bytes, CRC " + Long.toHexString(crc.getValue());
    }
    if (answer instanceof String text) {
      return "'" + text + "' of " + text.getBytes(StandardCharsets.UTF_8).length + " bytes";
    }
    return answer == null
        ? "nothing"
        : answer instanceof Map || answer instanceof Boolean || answer instanceof Enum
            ? answer.toString()
            : answer.getClass().getSimpleName() + " " + answer;
  }
}
