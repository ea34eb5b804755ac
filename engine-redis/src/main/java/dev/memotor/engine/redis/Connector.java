package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes connections that are ready for use: logged in, scripts loaded. May wait. */
final class Connector {

  /** The channel on which Redis tells of changes. */
  static final byte[] CHANGES = Ascii.bytes("__redis__:invalidate");

  private final JedisClientConfig dataConfig;
  private final JedisClientConfig sentinelConfig;
  private final TlsLayer tls;
  private final boolean checkMaster;
  private final Counters counters;

  Connector(RedisSettings settings, Counters counters) {
    this.dataConfig = config(settings, settings.user(), settings.password(), settings.database());
    this.sentinelConfig = config(settings, settings.sentinelUser(), settings.sentinelPassword(), 0);
    this.tls = TlsLayer.of(settings.tls());
    this.checkMaster = settings.mode() == RedisSettings.Mode.SENTINEL;
    this.counters = counters;
  }

  private static JedisClientConfig config(
      RedisSettings settings, String user, String password, int database) {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            // RESP2 is what every server of the family speaks, and nothing here gains by RESP3.
            .resp2()
            .autoNegotiateProtocol(false)
            .clientName("memotor")
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
            .socketTimeoutMillis((int) settings.timeout().toMillis())
            .database(database);
    if (!user.isEmpty()) {
      builder.user(user);
    }
    if (!password.isEmpty()) {
      builder.password(password);
    }
    return builder.build();
  }

  /** A connection to a node that holds items. */
  RedisConnection connect(HostAndPort address, ScriptSet scripts) {
    return connect(address, scripts, -1);
  }

  /**
   * A connection to a node that holds items.
   *
   * @param scripts those of the lane
   * @param predecessor the client id of a connection that broke with commands under way, or -1. It
   *     is ended first, so that none of its commands can take effect after those of the new one
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION
   */
  RedisConnection connect(HostAndPort address, ScriptSet scripts, long predecessor) {
    return open(
        address,
        dataConfig,
        scripts,
        connection -> {
          prepare(connection, predecessor);
          if (checkMaster) {
            requireMaster(connection);
          }
        });
  }

  /**
   * A connection on which a node tells which keys behind the prefix change, and on which nothing
   * can be asked any more but for a sign of life. Each message has {@link #CHANGES} as its second
   * part, and then a list of keys, or nothing if all have changed.
   *
   * @throws EngineException of kind UNAVAILABLE, or CONFIGURATION if the node will not tell
   */
  RedisConnection connectForChanges(HostAndPort address, byte[] prefix) {
    return open(
        address,
        dataConfig,
        null,
        connection -> {
          if (checkMaster) {
            requireMaster(connection);
          }
          try {
            askForChanges(connection, prefix);
          } catch (JedisDataException e) {
            throw Failures.ofTracking(e, address);
          }
        });
  }

  private static void askForChanges(RedisConnection connection, byte[] prefix) {
    connection.sendCommand(Protocol.Command.CLIENT, Ascii.bytes("ID"));
    connection.send();
    byte[] id = Ascii.number((Long) connection.reply());
    List<byte[]> tracking =
        new ArrayList<>(
            List.of(
                Ascii.bytes("TRACKING"),
                Ascii.bytes("ON"),
                // To itself: in this version of the protocol it can then subscribe to them.
                Ascii.bytes("REDIRECT"),
                id,
                Ascii.bytes("BCAST")));
    if (prefix.length > 0) {
      tracking.add(Ascii.bytes("PREFIX"));
      tracking.add(prefix);
    }
    connection.sendCommand(Protocol.Command.CLIENT, tracking.toArray(new byte[0][]));
    connection.sendCommand(Protocol.Command.SUBSCRIBE, CHANGES);
    connection.send();
    connection.reply();
    connection.reply();
  }

  /** A connection to a sentinel, or for asking a node about its cluster. */
  RedisConnection connectForQuestions(HostAndPort address, boolean sentinel) {
    return open(address, sentinel ? sentinelConfig : dataConfig, null, connection -> {});
  }

  private RedisConnection open(
      HostAndPort address, JedisClientConfig config, ScriptSet scripts, Preparation preparation) {
    RedisConnection connection = null;
    try {
      connection = RedisConnection.open(address, config, tls, scripts);
      preparation.prepare(connection);
      counters.connects.increment();
      return connection;
    } catch (JedisException | EngineException e) {
      if (connection != null) {
        connection.abort();
      }
      throw e instanceof JedisException error
          ? Failures.ofConnecting(error, address, config == sentinelConfig)
          : e;
    }
  }

  private static void prepare(RedisConnection connection, long predecessor) {
    if (predecessor >= 0) {
      connection.sendCommand(
          Protocol.Command.CLIENT,
          Ascii.bytes("KILL"),
          Ascii.bytes("ID"),
          Ascii.number(predecessor));
    }
    connection.sendCommand(Protocol.Command.CLIENT, Ascii.bytes("ID"));
    connection.send();
    if (predecessor >= 0) {
      ignoringRefusal(connection);
    }
    if (ignoringRefusal(connection) instanceof Long id) {
      connection.clientId(id);
    }
    connection.loadScripts();
  }

  /** CLIENT may be forbidden, and does not know ID everywhere: no reason not to go on. */
  private static Object ignoringRefusal(RedisConnection connection) {
    try {
      return connection.reply();
    } catch (JedisDataException e) {
      return e;
    }
  }

  private static void requireMaster(RedisConnection connection) {
    connection.sendCommand(Protocol.Command.ROLE);
    connection.send();
    List<?> role = (List<?>) connection.reply();
    if (!Ascii.text((byte[]) role.get(0)).equals("master")) {
      throw new JedisDataException("this node is a replica");
    }
  }

  @FunctionalInterface
  private interface Preparation {
    void prepare(RedisConnection connection);
  }
}
