package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** One lane's links to all nodes it has to do with. For the lane's thread. */
final class Links {

  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  private static final long CHECK_MILLIS = 1000;
  private static final long RETRY_MILLIS = 50;

  private final Topology topology;
  private final ChangeTracker tracking;
  private final Connector connector;
  private final ScriptSet scripts;
  private final Executor background;
  private final Counters counters;
  private final LaneClock clock = new LaneClock();
  private final Map<HostAndPort, Link> links = new HashMap<>();
  private long checkedAt = System.nanoTime();
  private volatile NodeFigures figures = NodeFigures.ZERO;

  Links(
      Topology topology,
      ChangeTracker tracking,
      Connector connector,
      ScriptSet scripts,
      Executor background,
      Counters counters) {
    this.topology = topology;
    this.tracking = tracking;
    this.connector = connector;
    this.scripts = scripts;
    this.background = background;
    this.counters = counters;
  }

  /** The lane's time. */
  LaneClock clock() {
    return clock;
  }

  /** What the nodes said when they were asked last. On any thread. */
  NodeFigures figures() {
    return figures;
  }

  Link to(HostAndPort address) {
    Link link = links.get(address);
    if (link == null) {
      tracking.used(address);
      link = new Link(address, connector, scripts, background, counters, clock);
      links.put(address, link);
    }
    return link;
  }

  /** Connects to all nodes known, so that the first operations need not. */
  void connectAll() {
    topology.masters().forEach(this::to);
    tend();
  }

  /** How long a lane without work may sleep. */
  long idleMillis() {
    for (Link link : links.values()) {
      if (!link.isUp()) {
        return RETRY_MILLIS;
      }
    }
    return CHECK_MILLIS;
  }

  /**
   * Between two rounds: goes on connecting where a connection is missing, and once a second asks
   * each node for its figures. So a server that closed an idle connection, or went away, is noticed
   * before an operation has to find out.
   */
  void tend() {
    boolean check = System.nanoTime() - checkedAt >= CHECK_MILLIS * 1_000_000;
    if (check) {
      checkedAt = System.nanoTime();
      closeStrangers(topology.masters());
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

  private void closeStrangers(Collection<HostAndPort> masters) {
    if (masters.isEmpty()) {
      return;
    }
    Iterator<Link> all = links.values().iterator();
    while (all.hasNext()) {
      Link link = all.next();
      if (!masters.contains(link.address())) {
        link.close();
        all.remove();
      }
    }
  }

  private void reconnect(Link link) {
    try {
      link.connection();
    } catch (EngineException e) {
      topology.suspect();
      LOG.trace("still away", e);
    }
  }

  private NodeFigures ask(Link link) {
    try {
      return NodeFigures.ask(link.connection());
    } catch (JedisConnectionException e) {
      link.lost(e);
      topology.suspect();
    }
    return NodeFigures.ZERO;
  }

  void close() {
    links.values().forEach(Link::close);
  }
}
