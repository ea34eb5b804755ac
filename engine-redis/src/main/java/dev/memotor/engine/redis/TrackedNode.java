package dev.memotor.engine.redis;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection on which a node tells of changes, and the thread that reads it. It is asked now and
 * then whether it is there, so that the silence of a node that hangs is not taken for peace.
 */
final class TrackedNode {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedNode.class);

  private final HostAndPort address;
  private final RedisConnection connection;
  private final RedisKeys keys;
  private final ChangeTracker tracking;
  private final Thread reader;
  private boolean closed;

  TrackedNode(
      HostAndPort address, RedisConnection connection, RedisKeys keys, ChangeTracker tracking) {
    this.address = address;
    this.connection = connection;
    this.keys = keys;
    this.tracking = tracking;
    this.reader = new Thread(this::read, "memotor-redis-changes-" + address);
    this.reader.setDaemon(true);
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
      tracking.ended(this, Failures.ofConnection(e, address).getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} tells of changes in a form that is not understood", address, e);
      close();
      tracking.ended(this, "not understood");
    }
  }

  private void take(List<?> message) {
    boolean tellsOfChanges =
        message.size() == 3
            && message.get(1) instanceof byte[] channel
            && Arrays.equals(channel, Connector.CHANGES);
    if (!tellsOfChanges) {
      // The answer to a ping.
      return;
    }
    if (message.get(2) instanceof List<?> changed) {
      for (Object redisKey : changed) {
        tracking.changed(keys.itemKey((byte[]) redisKey));
      }
    } else {
      tracking.allChanged();
    }
  }

  /** Asks for an answer, which keeps the reader from giving up. */
  synchronized void ping() {
    if (closed) {
      // Jedis would connect again.
      return;
    }
    try {
      connection.sendCommand(Protocol.Command.PING);
      connection.send();
    } catch (JedisException e) {
      LOG.debug("the reader will notice, too", e);
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
