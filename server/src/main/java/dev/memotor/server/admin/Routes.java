package dev.memotor.server.admin;

import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.counters.EngineHealth;
import dev.memotor.server.report.MetricsPage;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests by path. */
final class Routes implements AutoCloseable {

  /** Figures a second old are better than none: a slow engine must not hide the others. */
  private static final long VALUES_WAIT_MILLIS = 500;

  private final Supplier<MetricsPage> newMetrics;
  private final Observatory observatory;
  private final PageFiles files = new PageFiles();
  private final CounterList counters;
  private final PageData data;
  private @Nullable MetricsPage metrics;

  Routes(ServerConfig config, ServerIdentity identity, Observatory observatory, History history) {
    this.newMetrics = () -> new MetricsPage(config, identity, observatory);
    this.observatory = observatory;
    this.counters = new CounterList(history);
    this.data = new PageData(config, identity, history, counters);
  }

  /** Returns whether a path reveals nothing about what the server holds. */
  boolean isPublic(String path) {
    return path.equals("/health") || path.equals("/ready") || files.find(path) != null;
  }

  /** Answers; returns null if there is no such path. */
  @Nullable CompletableFuture<Reply> answer(QueryStringDecoder target, @Nullable String accept) {
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
    return observatory
        .refreshCounters()
        .copy()
        .completeOnTimeout(null, VALUES_WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private JsonText data(QueryStringDecoder target) {
    String from = parameter(target, "from", "0");
    if (!from.matches("\\d{1,15}")) {
      throw new BadRequestException("from must be a number of at most 15 digits");
    }
    CounterList.Wish wish =
        new CounterList.Wish(
            parameter(target, "search", ""),
            choice(target, "sort", CounterList.Column.RATE),
            choice(target, "order", Order.DESC) == Order.DESC,
            choice(target, "finished", Shown.NO) == Shown.YES);
    return data.read(Long.parseLong(from), wish, parameter(target, "key"));
  }

  private enum Order {
    ASC,
    DESC
  }

  private enum Shown {
    NO,
    YES
  }

  private static <E extends Enum<E>> E choice(QueryStringDecoder target, String name, E fallback) {
    String text = parameter(target, name, fallback.name());
    E[] all = fallback.getDeclaringClass().getEnumConstants();
    for (E one : all) {
      if (one.name().equalsIgnoreCase(text)) {
        return one;
      }
    }
    throw new BadRequestException(
        name + " must be one of " + Arrays.toString(all).toLowerCase(Locale.ROOT));
  }

  private static String parameter(QueryStringDecoder target, String name, String fallback) {
    String value = parameter(target, name);
    return value == null ? fallback : value;
  }

  private static @Nullable String parameter(QueryStringDecoder target, String name) {
    List<String> values = target.parameters().get(name);
    return values == null ? null : values.get(0);
  }

  private CompletableFuture<Reply> ready() {
    return observatory
        .askEngine()
        .thenApply(
            state ->
                state == EngineHealth.State.FINE
                    ? Reply.text(200, "ready")
                    : Reply.text(503, state.text()));
  }

  private Reply metrics(@Nullable String accept) {
    String type = MetricsPage.typeFor(accept);
    return new Reply(200, type, metricsPage().read(type));
  }

  /** Returns the page, which is made ahead of its first reader, since that takes time. */
  synchronized MetricsPage metricsPage() {
    if (metrics == null) {
      metrics = newMetrics.get();
    }
    return metrics;
  }

  @Override
  public synchronized void close() {
    if (metrics != null) {
      metrics.close();
    }
  }
}
