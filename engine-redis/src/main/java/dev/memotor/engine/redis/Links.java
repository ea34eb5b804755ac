package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** One lane's links to the nodes it uses. For the lane's thread, unless stated otherwise. */
final class Links {

  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  private static final long CHECK_MILLIS = 1000;
  private static final long RETRY_MILLIS = 50;

  private final Topology topology;
  private final ChangeTracker tracker;
  private final Connector connector;
  private final Script.Edition scripts;
  private final LaneClock clock = new LaneClock();
  private final Map<HostAndPort, Link> links = new HashMap<>();
  private long checkedAt = System.nanoTime();
  private volatile NodeFigures figures = NodeFigures.ZERO;

  /** Where something is being written or read, and when that last made progress. */
  private volatile @Nullable Link transferring;

  private volatile long progressAt;

  Links(Topology topology, ChangeTracker tracker, Connector connector, Script.Edition scripts) {
    this.topology = topology;
    this.tracker = tracker;
    this.connector = connector;
    this.scripts = scripts;
  }

  /** Returns the lane's clock. On any thread. */
  LaneClock clock() {
    return clock;
  }

  /** Returns what the nodes reported last. On any thread. */
  NodeFigures figures() {
    return figures;
  }

  /**
   * Returns the link for a command.
   *
   * @throws EngineException of kind UNAVAILABLE if its node is unknown
   */
  Link to(RedisCommand command) {
    return to(command.askTarget == null ? topology.master(command.slot) : command.askTarget);
  }

  private Link to(HostAndPort address) {
    Link link = links.get(address);
    if (link == null) {
      tracker.used(address);
      link = new Link(address, connector, scripts, clock);
      links.put(address, link);
    }
    return link;
  }

  /** Connects to all known nodes, so that the first operations need not. */
  void connectAll() {
    topology.masters().forEach(this::to);
    maintain();
  }

  /** Returns how long a lane without work may sleep. */
  long idleMillis() {
    for (Link link : links.values()) {
      if (!link.isUp()) {
        return RETRY_MILLIS;
      }
    }
    return CHECK_MILLIS;
  }

  /**
   * Between two rounds: continues connecting where a connection is missing, and once a second asks
   * each node for its figures. So a server that closed an idle connection, or is gone, is noticed
   * before an operation runs into it.
   */
  void maintain() {
    boolean check = System.nanoTime() - checkedAt >= CHECK_MILLIS * 1_000_000;
    if (check) {
      checkedAt = System.nanoTime();
      closeUnused(topology.masters());
    }
    NodeFigures sum = NodeFigures.ZERO;
    for (Link link : links.values()) {
      if (!link.isUp()) {
        reconnect(link);
      } else if (check) {
        sum = sum.plus(ask(link));
      }
    }
    if (check) {
      figures = sum;
    }
  }

  private void closeUnused(List<HostAndPort> masters) {
    if (masters.isEmpty()) {
      return;
    }
    links
        .values()
        .removeIf(
            link -> {
              boolean unused = !masters.contains(link.address());
              if (unused) {
                link.close();
              }
              return unused;
            });
  }

  private void reconnect(Link link) {
    try {
      link.connection();
    } catch (EngineException e) {
      topology.suspect();
      LOG.trace("still unavailable", e);
    }
  }

  private NodeFigures ask(Link link) {
    try {
      return NodeFigures.ask(link.connection());
    } catch (JedisConnectionException e) {
      lost(link, e);
      return NodeFigures.ZERO;
    }
  }

  /* ----- what happens on a link ----- */

  /**
   * Begins to write a command or to read a reply.
   *
   * @param patienceNanos how much longer than usual it may take
   */
  void beginTransfer(Link link, long patienceNanos) {
    clock.begin();
    progressAt = clock.now() + patienceNanos;
    transferring = link;
  }

  /** Ends what {@link #beginTransfer} began. */
  void endTransfer() {
    transferring = null;
  }

  /** Aborts a connection that has made no progress for a while. On any thread. */
  void abortIfStuck(long stuckNanos) {
    Link link = transferring;
    // Reads have a socket timeout; a write to a server that does not read has none.
    if (link != null && clock.now() - progressAt > stuckNanos) {
      link.abort();
    }
  }

  /** Notes trouble with a node: another one may have taken over. */
  void suspect() {
    topology.suspect();
  }

  /** Notes that a connection broke. */
  void lost(Link link, JedisConnectionException error) {
    link.lost(error);
    topology.suspect();
  }

  /**
   * Learns from an error reply where keys are now.
   *
   * @return the node to ask once instead, or null
   */
  @Nullable HostAndPort redirected(int slot, Link link, JedisDataException error) {
    if (error instanceof JedisRedirectionException redirection) {
      connector.counters().redirections.increment();
      HostAndPort target = target(redirection.getTargetNode(), link.address());
      if (error instanceof JedisAskDataException) {
        return target;
      }
      if (error instanceof JedisMovedDataException) {
        topology.moved(slot, target);
        topology.suspect();
      }
    } else if (!(error instanceof JedisNoScriptException) && Failures.isOfTopology(error)) {
      topology.suspect();
    }
    return null;
  }

  /** A node that does not know its peer's host leaves it out: it is the same as its own. */
  private static HostAndPort target(HostAndPort named, HostAndPort answering) {
    String host = named.getHost();
    return host == null || host.isEmpty() || host.equals("?")
        ? new HostAndPort(answering.getHost(), named.getPort())
        : named;
  }

  /** Loads the scripts again, which the node has lost. */
  void loadScripts(Link link) {
    connector.counters().scriptReloads.increment();
    beginTransfer(link, 0);
    try {
      link.connection().loadScripts();
    } catch (JedisConnectionException e) {
      lost(link, e);
    } finally {
      endTransfer();
    }
  }

  void close() {
    links.values().forEach(Link::close);
  }
}
