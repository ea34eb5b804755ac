package dev.memotor.server.admin;

import dev.memotor.engine.Key;
import dev.memotor.server.metrics.MetricsPage;
import dev.memotor.server.metrics.Sources;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What each path answers. */
final class Routes implements AutoCloseable {

  /** Figures a second old are better than none: a slow engine does not hide the other ones. */
  private static final long VALUES_WAIT_MILLIS = 500;

  private static final long PROBE_MILLIS = 2_000;
  private static final Key PROBE = Key.of("memotor:ready");

  private final Sources sources;
  private final PageFiles files = new PageFiles();
  private final CounterList counters;
  private final PageData data;
  private MetricsPage metrics;

  Routes(Sources sources, History history) {
    this.sources = sources;
    this.counters = new CounterList(sources, history);
    this.data = new PageData(sources, history, counters);
  }

  /** Whether a path gives away nothing of what the server holds. */
  boolean isPublic(String path) {
    return path.equals("/health") || path.equals("/ready") || files.find(path) != null;
  }

  /** Begins to answer; null if there is nothing under this path. */
  CompletableFuture<Reply> answer(QueryStringDecoder target, String accept) {
    return switch (target.path()) {
      case "/metrics" -> fresh().thenApply(nothing -> metrics(accept));
      case "/counters" -> fresh().thenApply(nothing -> Reply.json(counters.all()));
      case "/data" -> fresh().thenApply(nothing -> Reply.json(data(target)));
      case "/health" -> CompletableFuture.completedFuture(Reply.text(200, "ok"));
      case "/ready" -> ready();
      default -> {
        Reply file = files.find(target.path());
        yield file == null ? null : CompletableFuture.completedFuture(file);
      }
    };
  }

  private CompletableFuture<Void> fresh() {
    return sources
        .counterValues()
        .refresh()
        .copy()
        .completeOnTimeout(null, VALUES_WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private JsonText data(QueryStringDecoder target) {
    String from = parameter(target, "from");
    String search = parameter(target, "search");
    return data.read(
        from != null && from.matches("\\d{1,15}") ? Long.parseLong(from) : 0,
        search == null ? "" : search,
        parameter(target, "key"));
  }

  private static String parameter(QueryStringDecoder target, String name) {
    List<String> values = target.parameters().get(name);
    return values == null ? null : values.get(0);
  }

  private CompletableFuture<Reply> ready() {
    return sources
        .reader()
        .read(List.of(PROBE))
        .thenApply(
            results ->
                results[0] == null ? Reply.text(503, "the engine fails") : Reply.text(200, "ready"))
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(
            Reply.text(503, "the engine does not answer"), PROBE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized Reply metrics(String accept) {
    warmUp();
    String type = MetricsPage.typeFor(accept);
    return new Reply(200, type, metrics.read(type));
  }

  /** Loads what the first reader of metrics would else wait for. */
  synchronized void warmUp() {
    if (metrics == null) {
      metrics = new MetricsPage(sources);
    }
  }

  @Override
  public synchronized void close() {
    if (metrics != null) {
      metrics.close();
    }
  }
}
