package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.DaemonThreads;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection on which a node announces changes, and the thread that reads it. The node is pinged
 * regularly, so that a hanging node is not mistaken for one without changes.
 */
final class TrackedNode {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedNode.class);

  private final HostAndPort address;
  private final RedisConnection connection;
  private final Listener listener;
  private final Thread reader;
  private boolean closed;

  /** Notified on the reader's thread. */
  interface Listener {

    /** A key of Redis has changed. */
    void changed(byte[] redisKey);

    /** All keys are gone, or in another database. */
    void allChanged();

    /** The node announces nothing any more. */
    void ended(TrackedNode node, EngineException reason);
  }

  TrackedNode(HostAndPort address, RedisConnection connection, Listener listener) {
    this.address = address;
    this.connection = connection;
    this.listener = listener;
    this.reader = DaemonThreads.create("memotor-redis-changes-" + address, this::read);
  }

  HostAndPort address() {
    return address;
  }

  void start() {
    reader.start();
  }

  private void read() {
    try {
      while (true) {
        take((List<?>) connection.reply());
      }
    } catch (JedisException e) {
      close();
      listener.ended(this, Failures.ofConnection(e, address));
    } catch (RuntimeException e) {
      close();
      String message = "Redis at " + address + " announces changes in an unknown form";
      LOG.error(message, e);
      listener.ended(this, new EngineException(EngineException.Kind.INTERNAL, message, e));
    }
  }

  private void take(List<?> message) {
    boolean announcesChanges =
        message.size() == 3
            && message.get(1) instanceof byte[] channel
            && Arrays.equals(channel, Connector.CHANGES);
    if (!announcesChanges) {
      // The reply to a ping.
      return;
    }
    if (message.get(2) instanceof List<?> changed) {
      for (Object redisKey : changed) {
        listener.changed((byte[]) redisKey);
      }
    } else {
      listener.allChanged();
    }
  }

  /** Sends a PING, whose reply keeps the reader from timing out. */
  synchronized void ping() {
    if (closed) {
      // Jedis would reconnect.
      return;
    }
    try {
      connection.sendCommand(Protocol.Command.PING);
      connection.send();
    } catch (JedisException e) {
      LOG.debug("ping failed; the reader will notice", e);
    }
  }

  synchronized void close() {
    closed = true;
    connection.abort();
  }

  void awaitEnd(long millis) throws InterruptedException {
    reader.join(millis);
  }
}
