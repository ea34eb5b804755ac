package dev.memotor.server.admin;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.counters.KeyCounter;
import dev.memotor.server.counters.KeyText;
import dev.memotor.server.insight.BigValue;
import dev.memotor.server.insight.HotKey;
import dev.memotor.server.insight.SlowOperation;
import dev.memotor.server.metrics.Sources;
import java.util.concurrent.TimeUnit;

/** What the page asks for each second. */
final class PageData {

  private static final int MAX_COUNTERS = 50;
  private static final int MAX_SLOW = 20;

  private final Sources sources;
  private final History history;
  private final CounterList counters;
  private final long begunNanos = System.nanoTime();

  PageData(Sources sources, History history, CounterList counters) {
    this.sources = sources;
    this.history = history;
    this.counters = counters;
  }

  /**
   * The last second, the points from a number on, and the counters whose key contains a text.
   *
   * @param key a counter whose whole curve is wanted, or null
   */
  JsonText read(long from, String search, String key) {
    long end = history.end();
    long begin = Math.min(end, Math.max(from, history.begin()));
    JsonText json = new JsonText().open('{');
    json.name("time").unsigned(System.currentTimeMillis());
    json.name("uptime").unsigned(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos));
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
    engine(json);
    insight(json);
    counters.busiest(json, search, MAX_COUNTERS);
    KeyCounter chosen = key == null ? null : counters.find(key);
    if (chosen != null) {
      json.name("chosen").open('{');
      counters.write(json, chosen);
      history.writeCurve(json, chosen, 0);
      json.close('}');
    }
    return json.close('}');
  }

  private void insight(JsonText json) {
    json.name("hot").open('[');
    for (HotKey hot : sources.insight().hotKeys()) {
      json.open('{').name("key").value(KeyText.of(hot.key()));
      json.name("rate").rounded(hot.rate()).name("share").rounded(hot.share()).close('}');
    }
    json.close(']').name("big").open('[');
    for (BigValue value : sources.insight().bigValues()) {
      json.open('{').name("key").value(KeyText.of(value.key()));
      json.name("bytes").unsigned(value.bytes()).name("seen").unsigned(value.seenAt()).close('}');
    }
    json.close(']').name("slowCount").unsigned(sources.insight().slowCount());
    json.name("slow").open('[');
    sources.insight().slow().stream().limit(MAX_SLOW).forEach(slow -> write(json, slow));
    json.close(']');
  }

  private static void write(JsonText json, SlowOperation slow) {
    json.open('{').name("key").value(KeyText.of(slow.key()));
    json.name("command").value(slow.kind().label()).name("micros").unsigned(slow.micros());
    json.name("operations").unsigned(slow.operations()).name("at").unsigned(slow.at()).close('}');
  }

  private void engine(JsonText json) {
    EngineStats stats = history.latest().stats();
    json.name("engine").open('{');
    json.name("items").unsigned(stats.items()).name("bytes").unsigned(stats.bytes());
    json.name("evictions").unsigned(stats.evictions()).name("expired").unsigned(stats.expired());
    json.name("limit").unsigned(stats.limitBytes());
    json.name("heapLimit").unsigned(Runtime.getRuntime().maxMemory());
    json.name("capabilities").value(sources.engine().capabilities().toString());
    json.name("details").open('{');
    stats.details().forEach((name, value) -> json.name(name).value(value));
    json.close('}').close('}');
  }
}
