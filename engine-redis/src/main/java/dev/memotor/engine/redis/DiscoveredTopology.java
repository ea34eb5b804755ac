package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A topology that other servers know. It is refreshed in the background: one refresh at a time, and
 * no more often than is useful.
 */
abstract class DiscoveredTopology implements Topology {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveredTopology.class);
  private static final long PAUSE_NANOS = 100_000_000;

  private final Connector connector;
  private final boolean sentinels;
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile long refreshedAt = System.nanoTime() - PAUSE_NANOS;

  /**
   * Creates the topology; nothing is known before the first {@link #discover}.
   *
   * @param sentinels whether the servers to ask are sentinels rather than nodes
   */
  DiscoveredTopology(Connector connector, boolean sentinels) {
    this.connector = connector;
    this.sentinels = sentinels;
  }

  @Override
  public final void suspect() {
    if (System.nanoTime() - refreshedAt < PAUSE_NANOS || !refreshing.compareAndSet(false, true)) {
      return;
    }
    try {
      connector.background().execute(this::refresh);
    } catch (RejectedExecutionException e) {
      refreshing.set(false);
      LOG.debug("no refresh: the engine is closing", e);
    }
  }

  private void refresh() {
    try {
      discover();
    } catch (EngineException e) {
      LOG.debug("no node found, will retry: {}", e.getMessage());
    } finally {
      refreshedAt = System.nanoTime();
      refreshing.set(false);
    }
  }

  /**
   * Asks servers, one after another, until one knows the topology.
   *
   * @param problem what it means that none does
   */
  final void askInTurn(Collection<HostAndPort> servers, String problem) {
    List<String> reasons = new ArrayList<>();
    EngineException.Kind kind = EngineException.Kind.UNAVAILABLE;
    for (HostAndPort server : servers) {
      try (RedisConnection connection = connector.connectForQuestions(server, sentinels)) {
        String reason = learn(connection, server);
        if (reason.isEmpty()) {
          return;
        }
        reasons.add(server + " " + reason);
      } catch (EngineException | JedisException e) {
        EngineException failure =
            e instanceof JedisException error
                ? Failures.ofConnecting(error, server, sentinels)
                : (EngineException) e;
        reasons.add(failure.getMessage());
        // Waiting does not help where the login is refused.
        kind = failure.kind() == EngineException.Kind.CONFIGURATION ? failure.kind() : kind;
      }
    }
    throw new EngineException(kind, problem + ": " + String.join("; ", reasons));
  }

  /**
   * Learns the topology from one server.
   *
   * @return what the server lacks; empty if the topology is now known
   */
  abstract String learn(RedisConnection connection, HostAndPort server);
}
