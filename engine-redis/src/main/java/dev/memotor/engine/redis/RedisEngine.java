package dev.memotor.engine.redis;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Capability;
import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineStats;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.support.AccessRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items in Redis, one hash each, shared with other processes.
 *
 * <p>A hash has the fields {@code data}, {@code flags}, {@code exptime} (UNIX seconds, 0 for
 * never), {@code cas} and, where there are any, {@code marks}. All but {@code data} may be missing
 * in one that was written by hand; its CAS number it is given by the first read.
 */
public final class RedisEngine implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);
  private static final int ACCESS_SLOTS = 1 << 16;
  private static final int PINGS_IN_TIMEOUT = 5;
  private static final long LOOK_MILLIS = 1_000;

  private final RedisSettings settings;
  private final EngineContext context;
  private final RedisKeys keys;
  private final Counters counters = new Counters();
  private final AccessRecord access = new AccessRecord(ACCESS_SLOTS);
  private final CasBlocks casBlocks;
  private final Connector connector;
  private final ScriptSet otherScripts;
  private final Topology topology;
  private final ChangeTracker tracking;
  private final ExecutorService background;
  private final ScheduledExecutorService watch;
  private final Lane[] lanes;
  private final FlushRecord flushRecord;
  private final Flusher flusher;
  private final ItemScan itemScan;
  private final long timeoutNanos;
  private volatile boolean closed;

  RedisEngine(RedisSettings settings, EngineContext context) {
    this.settings = settings;
    this.context = context;
    this.timeoutNanos = settings.timeout().toNanos();
    boolean clustered = settings.mode() == RedisSettings.Mode.CLUSTER;
    this.keys = new RedisKeys(Ascii.bytes(settings.prefix()), clustered, settings.replaceForeign());
    this.casBlocks = new CasBlocks(keys.groups());
    this.connector = new Connector(settings, counters);
    this.background = Executors.newCachedThreadPool(daemons("memotor-redis-connect-"));
    this.watch = Executors.newSingleThreadScheduledExecutor(daemons("memotor-redis-watch-"));
    this.topology =
        switch (settings.mode()) {
          case SINGLE -> new FixedTopology(settings.addresses().get(0));
          case SENTINEL ->
              new SentinelTopology(settings.addresses(), settings.master(), connector, background);
          case CLUSTER -> new ClusterTopology(settings.addresses(), connector, background);
        };
    this.tracking = new ChangeTracker(topology, connector, keys, counters);
    int edition = ThreadLocalRandom.current().nextInt(ScriptSet.EDITIONS);
    this.lanes = new Lane[settings.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane(i, scripts(edition + i));
    }
    // Whoever walks through keys does not care for the order of what lanes do.
    this.otherScripts = scripts(edition + lanes.length);
    KeyScan nodes = new KeyScan(topology, connector, otherScripts, keys);
    this.flushRecord = new FlushRecord(this::lane, keys, timeoutNanos);
    this.flusher = new Flusher(this, nodes, keys, flushRecord);
    this.itemScan = new ItemScan(this, nodes, keys, context.clock());
  }

  private ScriptSet scripts(int edition) {
    return new ScriptSet(edition % ScriptSet.EDITIONS, keys.replaceForeign());
  }

  private Lane lane(int number, ScriptSet scripts) {
    FlushGuard guard = new FlushGuard();
    Links links = new Links(topology, tracking, connector, scripts, background, counters);
    Round round =
        new Round(
            links,
            topology,
            keys,
            context.clock(),
            counters,
            casBlocks,
            guard,
            ReplicaWait.of(settings));
    return new Lane(
        "memotor-redis-lane-" + number,
        settings.batch(),
        new LaneQueue(settings.queue()),
        links,
        round,
        guard,
        counters);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Looks for Redis, and begins.
   *
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION; then nothing runs any more
   */
  void start() {
    try {
      awaitRedis();
    } catch (RuntimeException e) {
      background.shutdownNow();
      watch.shutdownNow();
      throw e;
    }
    for (Lane lane : lanes) {
      lane.start();
    }
    EngineException timeout =
        new EngineException(
            EngineException.Kind.TIMEOUT,
            "Redis did not answer within " + settings.timeout().toMillis() + " ms");
    long tick = Math.max(5, Math.min(50, settings.timeout().toMillis() / 20));
    long stuckNanos = timeoutNanos + timeoutNanos / 2;
    watch.scheduleWithFixedDelay(
        () -> {
          for (Lane lane : lanes) {
            lane.watch(stuckNanos, timeout);
          }
        },
        tick,
        tick,
        TimeUnit.MILLISECONDS);
    try {
      flusher.catchUp();
    } catch (CompletionException e) {
      LOG.debug("whether a flush is due will be seen when Redis can be asked", e);
    }
    watch.scheduleWithFixedDelay(
        this::lookForFlush, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookForFlush() {
    flushRecord
        .look()
        .exceptionally(
            failure -> {
              LOG.trace("the flush to come is as it was seen last", failure);
              return null;
            });
  }

  private void awaitRedis() {
    long until = System.nanoTime() + settings.startWait().toNanos();
    boolean said = false;
    while (true) {
      try {
        topology.discover();
        for (var master : topology.masters()) {
          connector.connect(master, otherScripts).close();
          if (settings.tracking()) {
            // To say now, and not by an empty RAM tier, that a node cannot do it.
            connector.connectForChanges(master, keys.prefix()).close();
          }
        }
        return;
      } catch (EngineException e) {
        boolean wait = System.nanoTime() - until < 0;
        if (e.kind() != EngineException.Kind.UNAVAILABLE || (!wait && !settings.lazy())) {
          throw e;
        }
        if (!wait) {
          LOG.warn("{}; starting all the same, operations fail until it is there", e.getMessage());
          return;
        }
        if (!said) {
          LOG.warn("{}; waiting for it up to {}", e.getMessage(), settings.startWait());
          said = true;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE, "interrupted while waiting for Redis", e);
    }
  }

  @Override
  public void execute(Batch batch) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    long nanoTime = System.nanoTime();
    int size = batch.size();
    counters.operations.add(size);
    for (int i = 0; i < size; i++) {
      Operation operation = batch.operation(i);
      byte[] redisKey = keys.redisKey(operation.key());
      Lane lane = lane(operation.key());
      long deadline = lane.clock().at(nanoTime) + timeoutNanos;
      RedisCommand call =
          new OperationCommand(
              batch, i, operation, keys, redisKey, keys.slot(redisKey), deadline, access, counters);
      submit(lane, call);
    }
    for (Lane lane : lanes) {
      lane.queue().wake();
    }
  }

  private void submit(Lane lane, RedisCommand call) {
    switch (lane.queue().offer(call)) {
      case ACCEPTED -> {}
      case FULL -> {
        counters.busy.increment();
        call.fail(
            new EngineException(
                EngineException.Kind.BUSY, "too many operations wait for Redis already"));
      }
      case CLOSED ->
          call.fail(new EngineException(EngineException.Kind.UNAVAILABLE, "the engine is closing"));
    }
  }

  @Override
  public void track(ChangeListener listener) {
    if (!settings.tracking()) {
      throw new IllegalStateException("the engine does not declare TRACKING");
    }
    tracking.start(listener);
    long tick = Math.max(1, settings.timeout().toMillis() / PINGS_IN_TIMEOUT);
    watch.scheduleWithFixedDelay(tracking::ping, tick, tick, TimeUnit.MILLISECONDS);
  }

  @Override
  public void accessed(Key key, Item item) {
    access.accessed(key, item, item.lastAccess());
  }

  /** The lane of a key; the lowest bits are left to those who hash keys elsewhere. */
  Lane lane(Key key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return lanes[(hash >>> 8) % lanes.length];
  }

  Lane[] lanes() {
    return lanes;
  }

  @Override
  public CompletionStage<Void> flush() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    return flusher.flush();
  }

  @Override
  public CompletionStage<Void> scheduleFlush(long at) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    return flusher.schedule(at);
  }

  @Override
  public long scheduledFlush() {
    return flushRecord.scheduled();
  }

  @Override
  public CompletionStage<Void> flushIfDue() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    return flusher.flushIfDue();
  }

  @Override
  public void scan(ItemVisitor visitor) {
    itemScan.run(visitor);
  }

  @Override
  public EngineStats stats() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("mode", settings.mode().name().toLowerCase(Locale.ROOT));
    details.put("nodes", join(topology.masters()));
    details.put("items_estimate", "all keys of the database, whoever's they are, of a second ago");
    details.put("lanes", Integer.toString(lanes.length));
    int waiting = 0;
    for (Lane lane : lanes) {
      waiting += lane.queue().size();
    }
    details.put("waiting", Integer.toString(waiting));
    details.put("operations", counters.operations.toString());
    details.put("pipelines", counters.pipelines.toString());
    details.put("commands", counters.commands.toString());
    details.put("longest_pipeline", counters.longestPipeline.toString());
    details.put("connections_made", counters.connects.toString());
    details.put("connections_lost", counters.connectionsLost.toString());
    details.put("redirections", counters.redirections.toString());
    details.put("script_reloads", counters.scriptReloads.toString());
    details.put("cas_reservations", counters.casReservations.toString());
    details.put("timeouts", counters.timeouts.toString());
    details.put("busy", counters.busy.toString());
    if (settings.tracking()) {
      details.put("tracking", tracking.state());
      details.put("tracking_changes", counters.changesTold.toString());
      details.put("tracking_interruptions", counters.trackingLosses.toString());
    }
    NodeFigures figures = lanes[0].links().figures();
    return new EngineStats(
        figures.keys(),
        figures.bytes(),
        counters.stored.sum(),
        figures.evicted(),
        figures.expired(),
        0,
        details);
  }

  private static String join(List<?> nodes) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> texts.add(node.toString()));
    return String.join(",", texts);
  }

  /**
   * Items are there again after a restart of this process. Whether they are after a restart of
   * Redis is for Redis' configuration to say.
   */
  @Override
  public Set<Capability> capabilities() {
    return settings.tracking()
        ? Set.of(
            Capability.SHARED,
            Capability.PERSISTENT,
            Capability.FLUSH_SCHEDULE,
            Capability.TRACKING)
        : Set.of(Capability.SHARED, Capability.PERSISTENT, Capability.FLUSH_SCHEDULE);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Lane lane : lanes) {
      lane.close();
    }
    boolean interrupted = false;
    // What waits ends within its timeout, and what is being connected within that of connecting.
    long millis = settings.timeout().toMillis() * 2 + settings.connectTimeout().toMillis() + 100;
    for (Lane lane : lanes) {
      try {
        if (!lane.awaitEnd(millis)) {
          LOG.warn("a lane to Redis did not end in time");
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      tracking.close();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    flusher.close();
    background.shutdownNow();
    watch.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
