package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One lane's connection to one node. When it breaks, the lane itself connects once more; if that
 * fails, operations fail at once while the background goes on trying, at growing distances.
 *
 * <p>For the lane's thread, except {@link #abort}.
 */
final class Link {

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long FIRST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  private final HostAndPort address;
  private final Connector connector;
  private final ScriptSet scripts;
  private final Executor background;
  private final Counters counters;
  private final LaneClock clock;

  /** What has been sent in the present round, in order; replies come in the same order. */
  final List<RedisCommand> sent = new ArrayList<>();

  private volatile RedisConnection connection;
  private long predecessor = -1;
  private CompletableFuture<RedisConnection> attempt;
  private EngineException away;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long retryAt;

  Link(
      HostAndPort address,
      Connector connector,
      ScriptSet scripts,
      Executor background,
      Counters counters,
      LaneClock clock) {
    this.address = address;
    this.connector = connector;
    this.scripts = scripts;
    this.background = background;
    this.counters = counters;
    this.clock = clock;
  }

  HostAndPort address() {
    return address;
  }

  boolean isUp() {
    return connection != null;
  }

  /**
   * The connection; made now if there is reason to hope.
   *
   * @throws EngineException of kind UNAVAILABLE if there is none
   */
  RedisConnection connection() {
    if (connection != null) {
      return connection;
    }
    if (attempt != null) {
      if (!attempt.isDone()) {
        throw away;
      }
      finishAttempt();
      if (connection != null) {
        return connection;
      }
    }
    if (away == null) {
      try {
        up(connector.connect(address, scripts, predecessor));
        return connection;
      } catch (EngineException e) {
        LOG.warn("{}; operations fail until it is back", e.getMessage());
        down(e);
      }
    } else if (System.nanoTime() - retryAt >= 0) {
      long old = predecessor;
      attempt =
          CompletableFuture.supplyAsync(() -> connector.connect(address, scripts, old), background);
    }
    throw away;
  }

  private void finishAttempt() {
    try {
      RedisConnection made = attempt.join();
      LOG.info("Redis at {} is back", address);
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
    away = null;
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  private void down(EngineException reason) {
    // Only the start reports a wrong configuration; for an operation, Redis is not to be had.
    away =
        reason.kind() == EngineException.Kind.UNAVAILABLE
            ? reason
            : new EngineException(EngineException.Kind.UNAVAILABLE, reason.getMessage());
    retryAt = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
  }

  /** The connection broke, perhaps with commands under way. */
  void lost(JedisException error) {
    RedisConnection broken = connection;
    if (broken == null) {
      return;
    }
    LOG.info("{}", Failures.ofConnection(error, address).getMessage());
    connection = null;
    predecessor = broken.clientId();
    broken.abort();
    counters.connectionsLost.increment();
    if (Failures.isTimeout(error)) {
      // Who does not answer may not answer the next connection either: do not wait for that here.
      down(Failures.ofConnection(error, address));
      retryAt = System.nanoTime();
    }
  }

  /** The node is there, but not to be used now: it has become a replica. */
  void refused(EngineException reason) {
    if (connection != null) {
      connection.abort();
      connection = null;
      counters.connectionsLost.increment();
      down(reason);
    }
  }

  /** Breaks off whatever the lane does here. On any thread. */
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
