package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One lane's connection to one node. When it breaks, the lane itself reconnects once; if that
 * fails, operations fail at once while reconnecting continues in the background, at growing
 * intervals.
 *
 * <p>For the lane's thread, except {@link #abort}.
 */
final class Link {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long FIRST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final HostAndPort address;
  private final Connector connector;
  private final Script.Edition scripts;
  private final LaneClock clock;

  private volatile @Nullable RedisConnection connection;
  private long predecessor = -1;
  private @Nullable CompletableFuture<RedisConnection> attempt;
  private @Nullable EngineException unavailable;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long retryAt;

  Link(HostAndPort address, Connector connector, Script.Edition scripts, LaneClock clock) {
    this.address = address;
    this.connector = connector;
    this.scripts = scripts;
    this.clock = clock;
  }

  HostAndPort address() {
    return address;
  }

  boolean isUp() {
    return connection != null;
  }

  /**
   * Returns the connection, which is made now if that may succeed.
   *
   * @throws EngineException of kind UNAVAILABLE if there is none
   */
  RedisConnection connection() {
    RedisConnection current = connection;
    if (current != null) {
      return current;
    }
    EngineException reason = unavailable;
    if (reason == null) {
      return connectNow();
    }
    if (attempt != null && attempt.isDone()) {
      return finish(attempt);
    }
    if (attempt == null && System.nanoTime() - retryAt >= 0) {
      attempt = connector.connectLater(address, scripts, predecessor);
    }
    throw reason;
  }

  private RedisConnection connectNow() {
    try {
      return up(connector.connect(address, scripts, predecessor));
    } catch (EngineException e) {
      LOG.warn("{}; operations fail until it is available again", e.getMessage());
      throw down(e);
    }
  }

  private RedisConnection finish(CompletableFuture<RedisConnection> done) {
    attempt = null;
    try {
      RedisConnection made = up(done.join());
      LOG.info("Redis at {} is available again", address);
      return made;
    } catch (CompletionException e) {
      throw down(EngineException.of(e, "connecting to " + address + " failed"));
    }
  }

  private RedisConnection up(RedisConnection made) {
    made.countOn(clock);
    connection = made;
    predecessor = -1;
    unavailable = null;
    pauseNanos = FIRST_PAUSE_NANOS;
    return made;
  }

  /** Returns what operations fail with from now on. */
  private EngineException down(EngineException reason) {
    // Only the start reports a wrong configuration; to an operation, Redis is unavailable.
    EngineException failure =
        reason.kind() == EngineException.Kind.UNAVAILABLE
            ? reason
            : new EngineException(
                EngineException.Kind.UNAVAILABLE, String.valueOf(reason.getMessage()));
    unavailable = failure;
    retryAt = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    return failure;
  }

  /** Notes that the connection broke, perhaps with commands in flight. */
  void lost(JedisException error) {
    RedisConnection broken = connection;
    if (broken == null) {
      return;
    }
    LOG.info("{}", Failures.ofConnection(error, address).getMessage());
    connection = null;
    predecessor = broken.clientId();
    broken.abort();
    connector.counters().connectionsLost.increment();
    if (Failures.isTimeout(error)) {
      // A server that does not answer may not answer the next connection either: do not block on
      // it.
      down(Failures.ofConnection(error, address));
      retryAt = System.nanoTime();
    }
  }

  /** Notes that the node answers but cannot be used: it has become a replica. */
  void refused(EngineException reason) {
    RedisConnection refusing = connection;
    if (refusing != null) {
      refusing.abort();
      connection = null;
      connector.counters().connectionsLost.increment();
      down(reason);
    }
  }

  /** Aborts whatever the lane does here. On any thread. */
  void abort() {
    RedisConnection current = connection;
    if (current != null) {
      current.abort();
    }
  }

  void close() {
    if (attempt != null) {
      attempt.thenAccept(RedisConnection::abort);
      attempt = null;
    }
    RedisConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }
}
