package dev.memotor.server.admin;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.observe.counters.KeyCounter;
import dev.memotor.server.observe.counters.KeyText;
import dev.memotor.server.observe.keys.BigValue;
import dev.memotor.server.observe.keys.HotKey;
import dev.memotor.server.observe.keys.SlowOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes the data that the page polls every second. */
final class PageData {

  private static final int MAX_COUNTERS = 50;
  private static final int MAX_SLOW = 20;
  private static final String HOST = host();

  private final ServerConfig config;
  private final ServerIdentity identity;
  private final History history;
  private final CounterList counters;

  PageData(ServerConfig config, ServerIdentity identity, History history, CounterList counters) {
    this.config = config;
    this.identity = identity;
    this.history = history;
    this.counters = counters;
  }

  /**
   * Returns the last second, the points from a number on, and counters.
   *
   * @param key the counter whose whole curve to include; null for none
   */
  JsonText read(long from, CounterList.Wish wish, @Nullable String key) {
    Snapshot snapshot = history.latest();
    long end = history.end();
    long begin = Math.min(end, Math.max(from, history.begin()));
    JsonText json = new JsonText().open('{');
    json.name("time").unsigned(System.currentTimeMillis());
    json.name("uptime").unsigned((long) snapshot.seconds());
    json.name("step").unsigned(History.STEP_SECONDS);
    json.name("begin").unsigned(begin).name("end").unsigned(end);
    double[] live = history.live();
    json.name("live").open('{');
    for (Series series : Series.values()) {
      json.name(series.json()).rounded(live[series.ordinal()]);
    }
    json.close('}').name("points").open('{');
    for (Series series : Series.values()) {
      json.name(series.json()).open('[');
      for (long number = begin; number < end; number++) {
        json.rounded(history.point(number)[series.ordinal()]);
      }
      json.close(']');
    }
    json.close('}');
    server(json, snapshot);
    engine(json, snapshot);
    keys(json, snapshot);
    counters.list(json, wish, MAX_COUNTERS);
    KeyCounter chosen = key == null ? null : counters.find(key);
    if (chosen != null) {
      json.name("chosen").open('{');
      counters.write(json, chosen);
      history.writeCurve(json, chosen, 0);
      json.close('}');
    }
    return json.close('}');
  }

  private static void keys(JsonText json, Snapshot snapshot) {
    json.name("hot").open('[');
    for (HotKey hot : snapshot.hotKeys()) {
      json.open('{').name("key").value(KeyText.of(hot.key()));
      json.name("rate").rounded(hot.rate()).name("share").rounded(hot.share()).close('}');
    }
    json.close(']').name("big").open('[');
    for (BigValue value : snapshot.bigValues()) {
      json.open('{').name("key").value(KeyText.of(value.key()));
      json.name("bytes").unsigned(value.bytes()).name("seen").unsigned(value.seenAt()).close('}');
    }
    json.close(']').name("slowCount").unsigned(snapshot.slowCount());
    json.name("slow").open('[');
    snapshot.slowOperations().stream().limit(MAX_SLOW).forEach(slow -> write(json, slow));
    json.close(']');
  }

  private static void write(JsonText json, SlowOperation slow) {
    json.open('{').name("key").value(KeyText.of(slow.key()));
    json.name("command")
        .value(SlowOperation.label(slow.kind()))
        .name("micros")
        .unsigned(slow.micros());
    json.name("operations").unsigned(slow.operations()).name("at").unsigned(slow.at()).close('}');
  }

  private void server(JsonText json, Snapshot snapshot) {
    json.name("server").open('{').name("host").value(HOST).name("addresses").open('[');
    snapshot.network().addresses().forEach(address -> json.value(show(address)));
    json.close(']').name("version").value(identity.version());
    json.name("engine").value(identity.engine());
    EngineHealth.State state = snapshot.engineState();
    json.name("failing").value(state == EngineHealth.State.FINE ? "" : state.text());
    json.name("limits").open('{');
    json.name("connections (-c)").unsigned(config.connections().max());
    json.name("memory for items (-m)").unsigned(config.items().memory());
    json.name("item size (-I)").unsigned(config.items().maxSize());
    json.name("event loops (-t)").unsigned(config.connections().loops());
    json.close('}').close('}');
  }

  private static String show(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      String host =
          inet.getAddress().isAnyLocalAddress() ? "*" : inet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }

  /** Returns the machine's name without a DNS lookup. */
  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      String name = System.getenv("HOSTNAME");
      return name == null ? "" : name;
    }
  }

  private static void engine(JsonText json, Snapshot snapshot) {
    EngineStats stats = snapshot.engine();
    json.name("engine").open('{');
    json.name("items").figure(stats.items()).name("bytes").figure(stats.bytes());
    json.name("evictions").figure(stats.evictions()).name("expired").figure(stats.expired());
    json.name("limit").figure(stats.limitBytes());
    json.name("failures").unsigned(snapshot.get(Counter.ENGINE_FAILURES));
    json.name("heapLimit").unsigned(Runtime.getRuntime().maxMemory());
    json.name("capabilities").value(snapshot.capabilities().toString());
    json.name("details").open('{');
    stats.details().forEach((name, value) -> json.name(name).value(value));
    json.close('}').close('}');
  }
}
