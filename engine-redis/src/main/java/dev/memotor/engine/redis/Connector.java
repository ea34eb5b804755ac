package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes connections that are ready for use: logged in, scripts loaded. May block. */
final class Connector {

  /** The channel on which Redis announces changes. */
  static final byte[] CHANGES = Ascii.bytes("__redis__:invalidate");

  private final JedisClientConfig dataConfig;
  private final JedisClientConfig sentinelConfig;
  private final @Nullable TlsLayer tls;
  private final boolean checkMaster;
  private final int replicas;
  private final Counters counters;
  private final ExecutorService background =
      Executors.newCachedThreadPool(DaemonThreads.named("memotor-redis-connect"));

  Connector(RedisSettings settings, Counters counters) {
    RedisSettings.Servers servers = settings.servers();
    this.dataConfig = config(settings.timeouts(), servers.access().login(), servers.database());
    this.sentinelConfig = config(settings.timeouts(), servers.sentinels().login(), 0);
    this.tls = TlsLayer.of(servers.access().tls());
    this.checkMaster = servers.mode() == RedisSettings.Mode.SENTINEL;
    this.replicas = settings.items().replicas();
    this.counters = counters;
  }

  /** Returns the engine's counters. */
  Counters counters() {
    return counters;
  }

  /** Returns the threads that connect in the background. */
  Executor background() {
    return background;
  }

  void close() {
    background.shutdownNow();
  }

  private static JedisClientConfig config(
      RedisSettings.Timeouts timeouts, RedisSettings.Login login, int database) {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            // Every server of the family speaks RESP2, and RESP3 would gain nothing here.
            .resp2()
            .autoNegotiateProtocol(false)
            .clientName("memotor")
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .connectionTimeoutMillis((int) timeouts.connect().toMillis())
            .socketTimeoutMillis((int) timeouts.operation().toMillis())
            .database(database);
    if (!login.user().isEmpty()) {
      builder.user(login.user());
    }
    if (!login.password().isEmpty()) {
      builder.password(login.password());
    }
    return builder.build();
  }

  /**
   * Connects to a node that holds items.
   *
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION
   */
  RedisConnection connect(HostAndPort address, Script.Edition scripts) {
    return connect(address, scripts, -1);
  }

  /**
   * Connects to a node that holds items, after a connection to it broke.
   *
   * @param predecessor the client id of a connection that broke with commands in flight, or -1. It
   *     is killed first, so that none of its commands can take effect after those of the new one
   * @throws EngineException of kind UNAVAILABLE or CONFIGURATION
   */
  RedisConnection connect(HostAndPort address, Script.Edition scripts, long predecessor) {
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

  /** Connects in the background; see {@link #connect}. */
  CompletableFuture<RedisConnection> connectLater(
      HostAndPort address, Script.Edition scripts, long predecessor) {
    return CompletableFuture.supplyAsync(() -> connect(address, scripts, predecessor), background);
  }

  /**
   * Opens a connection on which a node announces which keys behind the prefix change. Only a PING
   * may be sent on it. Each message has {@link #CHANGES} as its second part, followed by a list of
   * keys, or by nothing if all have changed.
   *
   * @throws EngineException of kind UNAVAILABLE, or CONFIGURATION if the node refuses
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
                // To itself: with RESP2 it can then subscribe to them.
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

  /** Connects to a sentinel, or to a node in order to ask about its cluster. */
  RedisConnection connectForQuestions(HostAndPort address, boolean sentinel) {
    return open(address, sentinel ? sentinelConfig : dataConfig, null, connection -> {});
  }

  private RedisConnection open(
      HostAndPort address,
      JedisClientConfig config,
      Script.@Nullable Edition scripts,
      Consumer<RedisConnection> preparation) {
    RedisConnection connection = null;
    try {
      connection = RedisConnection.open(address, config, tls, scripts, replicas);
      preparation.accept(connection);
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
    // CLIENT may be forbidden, and ID is not known everywhere: the connection works without them.
    if (predecessor >= 0) {
      connection.replyOrError();
    }
    if (connection.replyOrError() instanceof Long id) {
      connection.clientId(id);
    }
    connection.loadScripts();
  }

  private static void requireMaster(RedisConnection connection) {
    connection.sendCommand(Protocol.Command.ROLE);
    connection.send();
    List<?> role = (List<?>) connection.reply();
    if (!Ascii.text((byte[]) role.get(0)).equals("master")) {
      throw new JedisDataException("this node is a replica");
    }
  }
}
