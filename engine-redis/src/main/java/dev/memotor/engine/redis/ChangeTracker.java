package dev.memotor.engine.redis;

import dev.memotor.engine.ChangeListener;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;

/**
 * Hears from all masters what changes behind the prefix: Redis' tracking in broadcast mode. All are
 * heard or none: while one is missing, changes count as lost.
 */
final class ChangeTracker {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeTracker.class);
  private static final long PAUSE_MILLIS = 200;
  private static final long REFRESH_NANOS = 2_000_000_000;

  /** A node in use that is no master yet is listened to for so long. */
  private static final long IN_USE_NANOS = 10_000_000_000L;

  private final Topology topology;
  private final Connector connector;
  private final RedisKeys keys;
  private final Counters counters;
  private final Thread thread;

  /** The rest is guarded by this object's lock, under which the listener is told of losses. */
  private final Map<HostAndPort, TrackedNode> nodes = new HashMap<>();

  private final Map<HostAndPort, Long> usedAt = new HashMap<>();
  private volatile ChangeListener listener;
  private boolean whole;
  private boolean closed;
  private String complaint;

  ChangeTracker(Topology topology, Connector connector, RedisKeys keys, Counters counters) {
    this.topology = topology;
    this.connector = connector;
    this.keys = keys;
    this.counters = counters;
    this.thread = new Thread(this::run, "memotor-redis-tracking");
    this.thread.setDaemon(true);
  }

  /** Begins; before that, nobody is listened to. */
  synchronized void start(ChangeListener newListener) {
    if (listener != null) {
      throw new IllegalStateException("somebody is told of changes already");
    }
    listener = newListener;
    thread.start();
  }

  /**
   * Somebody begins to use a node. If it is not listened to yet, then what is read from it must not
   * be held.
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

  /** Asks all nodes whether they are there; called often. */
  void ping() {
    listened().forEach(TrackedNode::ping);
  }

  private synchronized List<TrackedNode> listened() {
    return new ArrayList<>(nodes.values());
  }

  synchronized String state() {
    if (listener == null) {
      return "unused";
    }
    return whole ? "whole" : "interrupted";
  }

  /* ----- told by the nodes ----- */

  /** A key has changed; null for one that is no item's. */
  void changed(Key key) {
    counters.changesTold.increment();
    if (key != null) {
      listener.changed(key);
    }
  }

  /** All keys are gone, or in another database. */
  synchronized void allChanged() {
    if (whole) {
      listener.lost();
      listener.regained();
    }
  }

  synchronized void ended(TrackedNode node, String reason) {
    if (nodes.remove(node.address(), node)) {
      lose();
      complain(reason);
      notifyAll();
    }
  }

  private void lose() {
    if (whole) {
      whole = false;
      counters.trackingLosses.increment();
      listener.lost();
    }
  }

  private void complain(String reason) {
    if (!closed && complaint == null) {
      LOG.warn("{}; nothing is held in RAM until Redis tells of changes again", reason);
      complaint = reason;
    }
  }

  /* ----- on the thread of its own ----- */

  private void run() {
    long refreshedAt = System.nanoTime();
    try {
      while (true) {
        if (System.nanoTime() - refreshedAt >= REFRESH_NANOS) {
          // What is read from RAM does not show that keys have moved.
          topology.suspect();
          refreshedAt = System.nanoTime();
        }
        Set<HostAndPort> wanted = wanted();
        leaveOthers(wanted);
        for (HostAndPort address : wanted) {
          listenTo(address);
        }
        if (!settleAndWait(wanted)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("tracking ends", e);
    } catch (RuntimeException | Error e) {
      LOG.error("tracking failed and ends; nothing is held in RAM any more", e);
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

  private synchronized void leaveOthers(Set<HostAndPort> wanted) {
    nodes
        .values()
        .removeIf(
            node -> {
              boolean leave = !wanted.contains(node.address());
              if (leave) {
                lose();
                node.close();
              }
              return leave;
            });
  }

  private void listenTo(HostAndPort address) {
    synchronized (this) {
      if (nodes.containsKey(address)) {
        return;
      }
      lose();
    }
    try {
      RedisConnection connection = connector.connectForChanges(address, keys.prefix());
      add(new TrackedNode(address, connection, keys, this));
    } catch (EngineException e) {
      topology.suspect();
      synchronized (this) {
        complain(e.getMessage());
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

  /** Returns whether to go on. */
  private synchronized boolean settleAndWait(Set<HostAndPort> wanted) throws InterruptedException {
    if (closed) {
      return false;
    }
    if (!whole
        && !wanted.isEmpty()
        && nodes.keySet().containsAll(wanted)
        && nodes.keySet().containsAll(usedAt.keySet())) {
      whole = true;
      if (complaint != null) {
        LOG.info("Redis tells of changes again");
        complaint = null;
      }
      listener.regained();
    }
    wait(PAUSE_MILLIS);
    return !closed;
  }

  void close() throws InterruptedException {
    List<TrackedNode> last;
    synchronized (this) {
      closed = true;
      last = listened();
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
