package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.List;
import java.util.function.BiPredicate;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Walks through all keys behind the prefix, on all masters, on separate connections. */
final class KeyScan {

  private static final byte[] PAGE = Ascii.bytes("1000");

  private final Topology topology;
  private final Connector connector;
  private final Script.Edition scripts;
  private final RedisKeys keys;

  KeyScan(Topology topology, Connector connector, Script.Edition scripts, RedisKeys keys) {
    this.topology = topology;
    this.connector = connector;
    this.scripts = scripts;
    this.keys = keys;
  }

  /**
   * Visits keys, a page at a time. A key may appear twice, and one that moves between nodes during
   * the walk may not appear at all.
   *
   * @param page receives the connection, free for other commands, and keys of Redis; returns
   *     whether to continue
   * @throws EngineException of kind UNAVAILABLE or TIMEOUT if a node fails
   */
  void walk(BiPredicate<RedisConnection, List<byte[]>> page) {
    List<HostAndPort> masters = topology.masters();
    if (masters.isEmpty()) {
      topology.discover();
      masters = topology.masters();
    }
    for (HostAndPort master : masters) {
      if (!walk(master, page)) {
        return;
      }
    }
  }

  private boolean walk(HostAndPort master, BiPredicate<RedisConnection, List<byte[]>> page) {
    try (RedisConnection connection = connector.connect(master, scripts)) {
      byte[] cursor = Ascii.ZERO;
      do {
        connection.sendCommand(
            Protocol.Command.SCAN,
            cursor,
            Ascii.bytes("MATCH"),
            keys.pattern(),
            Ascii.bytes("COUNT"),
            PAGE);
        connection.send();
        List<?> reply = (List<?>) connection.reply();
        cursor = (byte[]) reply.get(0);
        @SuppressWarnings("unchecked") // bulk strings are arrays of bytes
        List<byte[]> found = (List<byte[]>) reply.get(1);
        if (!found.isEmpty() && !page.test(connection, found)) {
          return false;
        }
      } while (!Ascii.text(cursor).equals("0"));
      return true;
    } catch (JedisConnectionException e) {
      topology.suspect();
      throw Failures.ofConnection(e, master);
    } catch (JedisDataException e) {
      throw Failures.ofReply(e, master);
    }
  }
}
