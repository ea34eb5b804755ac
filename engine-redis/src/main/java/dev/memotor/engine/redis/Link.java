package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  private volatile RedisConnection connection;
  private long predecessor = -1;
  private CompletableFuture<RedisConnection> attempt;
  private EngineException unavailable;
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
    if (connection != null) {
      return connection;
    }
    if (attempt != null) {
      if (!attempt.isDone()) {
        throw unavailable;
      }
      finishAttempt();
      if (connection != null) {
        return connection;
      }
    }
    if (unavailable == null) {
      try {
        up(connector.connect(address, scripts, predecessor));
        return connection;
      } catch (EngineException e) {
        LOG.warn("{}; operations fail until it is available again", e.getMessage());
        down(e);
      }
    } else if (System.nanoTime() - retryAt >= 0) {
      attempt = connector.connectLater(address, scripts, predecessor);
    }
    throw unavailable;
  }

  private void finishAttempt() {
    try {
      RedisConnection made = attempt.join();
      LOG.info("Redis at {} is available again", address);
      up(made);
    } catch (CompletionException e) {
      down(
          e.getCause() instanceof EngineException failure
              ? failure
              : new EngineException(
                  EngineException.Kind.INTERNAL, "connecting to " + address + " failed", e));
    } finally {
      attempt = null;
    }
  }

  private void up(RedisConnection made) {
    made.countOn(clock);
    connection = made;
    predecessor = -1;
    unavailable = null;
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  private void down(EngineException reason) {
    // Only the start reports a wrong configuration; to an operation, Redis is unavailable.
    unavailable =
        reason.kind() == EngineException.Kind.UNAVAILABLE
            ? reason
            : new EngineException(EngineException.Kind.UNAVAILABLE, reason.getMessage());
    retryAt = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
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
    if (connection != null) {
      connection.abort();
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
