package dev.memotor.engine.redis;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.HearsReads;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.SchedulesFlushes;
import dev.memotor.engine.Tracking;
import dev.memotor.engine.support.AccessRecord;
import dev.memotor.engine.support.DaemonThreads;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items in Redis, one hash each, shared with other processes.
 *
 * <p>A hash has the fields {@code data}, {@code flags}, {@code exptime} (UNIX seconds, 0 for
 * never), {@code cas} and, if there are any, {@code marks}. All but {@code data} may be missing in
 * one that was written by hand; the first read gives it a CAS number.
 */
public final class RedisEngine implements Engine, SchedulesFlushes, Tracking, HearsReads {

  private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);
  private static final int ACCESS_SLOTS = 1 << 16;
  private static final int PINGS_PER_TIMEOUT = 5;
  private static final long LOOK_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 100;

  private final RedisSettings settings;
  private final RedisContext context;
  private final Connector connector;
  private final Script.Edition otherScripts;
  private final Topology topology;
  private final ChangeTracker tracker;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("memotor-redis-watch"));
  private final Lanes lanes;
  private final FlushRecord flushRecord;
  private final Flusher flusher;
  private final ItemScan itemScan;
  private volatile boolean closed;

  RedisEngine(RedisSettings settings, EngineContext engineContext) {
    this.settings = settings;
    RedisSettings.Servers servers = settings.servers();
    RedisKeys keys =
        new RedisKeys(
            Ascii.bytes(settings.items().prefix()),
            servers.mode() == RedisSettings.Mode.CLUSTER,
            settings.items().replaceForeign());
    Counters counters = new Counters();
    this.context =
        new RedisContext(
            keys,
            new CasBlocks(keys.groups()),
            new AccessRecord(ACCESS_SLOTS),
            engineContext.clock(),
            counters);
    this.connector = new Connector(settings, counters);
    this.topology =
        switch (servers.mode()) {
          case SINGLE -> Topology.of(servers.addresses().get(0));
          case SENTINEL ->
              new SentinelTopology(servers.addresses(), servers.sentinels().master(), connector);
          case CLUSTER -> new ClusterTopology(servers.addresses(), connector);
        };
    this.tracker = new ChangeTracker(topology, connector, keys, counters);
    int edition = ThreadLocalRandom.current().nextInt(Script.Edition.COUNT);
    this.lanes =
        new Lanes(
            settings,
            context,
            lane -> new Links(topology, tracker, connector, scripts(edition + lane)));
    // A walk through the keys does not depend on the order of what lanes do.
    this.otherScripts = scripts(edition + settings.pipelining().lanes());
    KeyScan keyScan = new KeyScan(topology, connector, otherScripts, keys);
    this.flushRecord = new FlushRecord(lanes, keys, settings.timeouts().operation().toNanos());
    this.flusher = new Flusher(lanes, keyScan, keys, flushRecord);
    this.itemScan = new ItemScan(lanes, keyScan, keys, engineContext.clock());
  }

  private Script.Edition scripts(int edition) {
    return new Script.Edition(edition % Script.Edition.COUNT, settings.items().replaceForeign());
  }

  /**
   * Waits for Redis, and starts.
   *
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION; then no thread is left running
   */
  void start() {
    try {
      awaitRedis();
    } catch (RuntimeException e) {
      connector.close();
      watch.shutdownNow();
      throw e;
    }
    lanes.start();
    repeat(
        lanes::watch, Math.max(5, Math.min(50, settings.timeouts().operation().toMillis() / 20)));
    try {
      flusher.catchUp();
    } catch (CompletionException e) {
      LOG.debug("a flush that is due will be found when Redis is available", e);
    }
    repeat(this::lookForFlush, LOOK_MILLIS);
  }

  private void repeat(Runnable task, long millis) {
    watch.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void lookForFlush() {
    flushRecord
        .look()
        .exceptionally(
            failure -> {
              LOG.trace("the scheduled flush could not be read", failure);
              return null;
            });
  }

  private void awaitRedis() {
    long until = System.nanoTime() + settings.timeouts().start().toNanos();
    boolean logged = false;
    while (true) {
      try {
        checkNodes();
        return;
      } catch (EngineException e) {
        boolean wait = System.nanoTime() - until < 0;
        if (e.kind() != EngineException.Kind.UNAVAILABLE
            || (!wait && !settings.timeouts().lazy())) {
          throw e;
        }
        if (!wait) {
          LOG.warn("{}; starting anyway, operations fail until it is available", e.getMessage());
          return;
        }
        if (!logged) {
          LOG.warn("{}; waiting for it up to {}", e.getMessage(), settings.timeouts().start());
          logged = true;
        }
        pause();
      }
    }
  }

  private void checkNodes() {
    topology.discover();
    for (var master : topology.masters()) {
      connector.connect(master, otherScripts).close();
      if (settings.items().tracking()) {
        // Reports now, and not by an empty RAM tier, that a node cannot do it.
        connector.connectForChanges(master, context.keys().prefix()).close();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE, "interrupted while waiting for Redis", e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  @Override
  public void execute(Batch batch) {
    requireOpen();
    lanes.execute(batch);
  }

  @Override
  public void track(ChangeListener listener) {
    tracker.start(listener);
    repeat(
        tracker::ping, Math.max(1, settings.timeouts().operation().toMillis() / PINGS_PER_TIMEOUT));
  }

  @Override
  public void accessed(Key key, Item item) {
    context.access().accessed(key, item, item.lastAccess());
  }

  @Override
  public CompletionStage<Void> flush() {
    requireOpen();
    return flusher.flush();
  }

  @Override
  public CompletionStage<Void> scheduleFlush(long at) {
    requireOpen();
    return flusher.schedule(at);
  }

  @Override
  public long scheduledFlush() {
    return flushRecord.scheduled();
  }

  @Override
  public CompletionStage<Void> flushIfDue() {
    requireOpen();
    return flusher.flushIfDue();
  }

  @Override
  public void scan(ItemVisitor visitor) {
    itemScan.run(visitor);
  }

  @Override
  public EngineStats stats() {
    EngineStats.Builder stats = EngineStats.builder();
    stats.detail("mode", settings.servers().mode().name().toLowerCase(Locale.ROOT));
    stats.detail(
        "nodes",
        topology.masters().stream().map(Object::toString).collect(Collectors.joining(",")));
    stats.detail(
        "items_estimate", "all keys of the database, other programs' included, as of a second ago");
    stats.detail("lanes", lanes.size());
    stats.detail("waiting", lanes.waiting());
    Counters counters = context.counters();
    counters.addTo(stats);
    if (settings.items().tracking()) {
      stats.detail("tracking", tracker.state());
      stats.detail("tracking_changes", counters.changesReceived.toString());
      stats.detail("tracking_interruptions", counters.trackingInterruptions.toString());
    }
    NodeFigures figures = lanes.figures();
    return stats
        .items(figures.keys())
        .bytes(figures.bytes())
        .totalItems(counters.stored.sum())
        .evictions(figures.evicted())
        .expired(figures.expired())
        .build();
  }

  /**
   * Items survive a restart of this process. Whether they survive one of Redis depends on its
   * configuration.
   */
  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.SHARED, Capability.PERSISTENT);
  }

  /** Changes are reported only with {@code ram=tracking}. */
  @Override
  public <R> Optional<R> role(Class<R> role) {
    return role == Tracking.class && !settings.items().tracking()
        ? Optional.empty()
        : Engine.super.role(role);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      try {
        lanes.close();
      } finally {
        tracker.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      flusher.close();
      connector.close();
      watch.shutdownNow();
    }
  }
}
