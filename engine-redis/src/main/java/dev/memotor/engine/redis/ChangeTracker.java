package dev.memotor.engine.redis;

import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import dev.memotor.engine.support.DaemonThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/**
 * Learns from all masters what changes behind the prefix: Redis' tracking in broadcast mode. While
 * one master is missing, changes of all count as lost.
 */
final class ChangeTracker implements TrackedNode.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeTracker.class);
  private static final long PAUSE_MILLIS = 200;
  private static final long REFRESH_NANOS = 2_000_000_000;

  /** How long a node is tracked after its last use although it is not known as a master. */
  private static final long IN_USE_NANOS = 10_000_000_000L;

  private final Topology topology;
  private final Connector connector;
  private final RedisKeys keys;
  private final Counters counters;
  private final Thread thread;

  /** Guarded by this object's lock, like the rest; losses are reported under it, too. */
  private final Map<HostAndPort, TrackedNode> nodes = new HashMap<>();

  private final Map<HostAndPort, Long> usedAt = new HashMap<>();
  private volatile @Nullable ChangeListener listener;
  private boolean whole;
  private boolean closed;
  private boolean complained;

  ChangeTracker(Topology topology, Connector connector, RedisKeys keys, Counters counters) {
    this.topology = topology;
    this.connector = connector;
    this.keys = keys;
    this.counters = counters;
    this.thread = DaemonThreads.create("memotor-redis-tracking", this::run);
  }

  /** Begins to track changes for a listener. */
  synchronized void start(ChangeListener newListener) {
    if (listener != null) {
      throw new IllegalStateException("changes are tracked already");
    }
    listener = newListener;
    thread.start();
  }

  /**
   * Notes that a lane begins to use a node. What is read from a node that is not tracked yet must
   * not be held in RAM.
   */
  synchronized void used(HostAndPort address) {
    if (listener == null) {
      return;
    }
    usedAt.put(address, System.nanoTime());
    if (!nodes.containsKey(address)) {
      lose();
      notifyAll();
    }
  }

  /** Pings all nodes. Called periodically. */
  void ping() {
    tracked().forEach(TrackedNode::ping);
  }

  private synchronized List<TrackedNode> tracked() {
    return new ArrayList<>(nodes.values());
  }

  synchronized String state() {
    if (listener == null) {
      return "unused";
    }
    return whole ? "whole" : "interrupted";
  }

  /* ----- from the nodes ----- */

  @Override
  public void changed(byte[] redisKey) {
    counters.changesReceived.increment();
    Key key = keys.itemKey(redisKey);
    if (key != null) {
      listener().changed(key);
    }
  }

  @Override
  public synchronized void allChanged() {
    if (whole) {
      listener().lost();
      listener().regained();
    }
  }

  @Override
  public synchronized void ended(TrackedNode node, EngineException reason) {
    if (nodes.remove(node.address(), node)) {
      lose();
      complain(reason);
      notifyAll();
    }
  }

  private ChangeListener listener() {
    return Objects.requireNonNull(listener);
  }

  private void lose() {
    if (whole) {
      whole = false;
      counters.trackingInterruptions.increment();
      listener().lost();
    }
  }

  private void complain(EngineException reason) {
    if (!closed && !complained) {
      LOG.warn(
          "{}; no item is held in RAM until Redis announces changes again", reason.getMessage());
      complained = true;
    }
  }

  /* ----- on the tracking thread ----- */

  private void run() {
    long refreshedAt = System.nanoTime();
    try {
      while (true) {
        if (System.nanoTime() - refreshedAt >= REFRESH_NANOS) {
          // Reads from RAM do not reveal that keys have moved.
          topology.suspect();
          refreshedAt = System.nanoTime();
        }
        Set<HostAndPort> wanted = wanted();
        dropOthers(wanted);
        for (HostAndPort address : wanted) {
          track(address);
        }
        if (!settleAndWait(wanted)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("tracking ends", e);
    } catch (RuntimeException | Error e) {
      LOG.error("tracking failed and ends; no item is held in RAM any more", e);
      fail();
    }
  }

  private synchronized void fail() {
    nodes.values().forEach(TrackedNode::close);
    nodes.clear();
    lose();
  }

  private synchronized Set<HostAndPort> wanted() {
    long now = System.nanoTime();
    usedAt.values().removeIf(at -> now - at > IN_USE_NANOS);
    Set<HostAndPort> wanted = new HashSet<>(topology.masters());
    wanted.addAll(usedAt.keySet());
    return wanted;
  }

  private synchronized void dropOthers(Set<HostAndPort> wanted) {
    nodes
        .values()
        .removeIf(
            node -> {
              boolean drop = !wanted.contains(node.address());
              if (drop) {
                lose();
                node.close();
              }
              return drop;
            });
  }

  private void track(HostAndPort address) {
    synchronized (this) {
      if (nodes.containsKey(address)) {
        return;
      }
      lose();
    }
    try {
      RedisConnection connection = connector.connectForChanges(address, keys.prefix());
      add(new TrackedNode(address, connection, this));
    } catch (EngineException e) {
      topology.suspect();
      synchronized (this) {
        complain(e);
      }
    }
  }

  private synchronized void add(TrackedNode node) {
    nodes.put(node.address(), node);
    node.start();
    if (closed) {
      node.close();
    }
  }

  /** Returns whether to continue. */
  private synchronized boolean settleAndWait(Set<HostAndPort> wanted) throws InterruptedException {
    if (closed) {
      return false;
    }
    if (!whole
        && !wanted.isEmpty()
        && nodes.keySet().containsAll(wanted)
        && nodes.keySet().containsAll(usedAt.keySet())) {
      whole = true;
      if (complained) {
        LOG.info("Redis announces changes again");
        complained = false;
      }
      listener().regained();
    }
    wait(PAUSE_MILLIS);
    return !closed;
  }

  void close() throws InterruptedException {
    List<TrackedNode> last;
    synchronized (this) {
      closed = true;
      last = tracked();
      last.forEach(TrackedNode::close);
      notifyAll();
    }
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join();
    }
    for (TrackedNode node : last) {
      node.awaitEnd(1000);
    }
  }
}
