package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection for pipelines: commands are written to a buffer, then sent together, and the replies
 * read one by one. For one thread, except {@link #abort}.
 */
final class RedisConnection extends Connection {

  private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);
  private static final byte[] ONE_KEY = Ascii.ONE;

  private final SocketKeeper sockets;
  private final Script.@Nullable Edition scripts;
  private final int replicas;
  private final int timeoutMillis;
  private long clientId = -1;
  private long patienceMillis;

  private RedisConnection(
      SocketKeeper sockets,
      JedisClientConfig config,
      Script.@Nullable Edition scripts,
      int replicas) {
    super(sockets, config);
    this.sockets = sockets;
    this.scripts = scripts;
    this.replicas = replicas;
    this.timeoutMillis = config.getSocketTimeoutMillis();
  }

  /**
   * Connects and logs in.
   *
   * @param tls null for no encryption
   * @param scripts what {@link #script} calls; null if nothing calls it
   * @param replicas how many replicas must have a change before it is acknowledged
   */
  static RedisConnection open(
      HostAndPort address,
      JedisClientConfig config,
      @Nullable TlsLayer tls,
      Script.@Nullable Edition scripts,
      int replicas) {
    SocketKeeper sockets = new SocketKeeper(address, config, tls);
    try {
      return new RedisConnection(sockets, config, scripts, replicas);
    } catch (JedisException e) {
      // The connection's constructor leaves the socket open when the handshake fails.
      sockets.close();
      throw e;
    }
  }

  private Script.Edition scripts() {
    return Objects.requireNonNull(scripts);
  }

  /** Writes a call of a script, whose arguments begin with the time. */
  void script(Script script, byte[] key, long now, byte[]... arguments) {
    byte[][] all = new byte[arguments.length + 4][];
    all[0] = scripts().name(script);
    all[1] = ONE_KEY;
    all[2] = key;
    all[3] = Ascii.number(now);
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    sendCommand(Protocol.Command.EVALSHA, all);
  }

  /**
   * Loads all scripts into the server, atomically: if another client makes the server forget its
   * scripts meanwhile, it forgets all of these or none.
   *
   * @throws JedisException if the server refuses one
   */
  void loadScripts() {
    sendCommand(Protocol.Command.MULTI);
    for (Script script : Script.values()) {
      sendCommand(Protocol.Command.SCRIPT, Ascii.bytes("LOAD"), scripts().source(script));
    }
    sendCommand(Protocol.Command.EXEC);
    send();
    JedisDataException refusal = null;
    for (int i = 0; i < Script.values().length + 2; i++) {
      JedisDataException error = errorIn(replyOrError());
      // The first gives the reason; those that follow only say that the transaction failed.
      refusal = refusal == null ? error : refusal;
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private static @Nullable JedisDataException errorIn(Object reply) {
    if (reply instanceof List<?> parts) {
      for (Object part : parts) {
        if (part instanceof JedisDataException error) {
          return error;
        }
      }
    }
    return reply instanceof JedisDataException error ? error : null;
  }

  /* ----- replicas ----- */

  /** Returns whether changes are acknowledged only when replicas have them. */
  boolean countsReplicas() {
    return replicas > 0;
  }

  /**
   * Writes a WAIT behind the other commands of a pipeline: Redis acknowledges before it replicates,
   * and a master that dies may lose what no replica has.
   *
   * @param extraMillis how much longer than usual the replicas may take
   */
  void waitForReplicas(long extraMillis) {
    // Half of the operation's time: a late answer is worth less than one without the replica.
    long millis = Math.max(1, timeoutMillis / 2) + extraMillis;
    sendCommand(Protocol.Command.WAIT, Ascii.number(replicas), Ascii.number(millis));
  }

  /**
   * Reads the reply to WAIT.
   *
   * @return null if enough replicas have everything, else what that means for the changes
   */
  @Nullable EngineException shortageOfReplicas(HostAndPort address) {
    Object reply = replyOrError();
    if (reply instanceof JedisDataException error) {
      return Failures.ofReply(error, address);
    }
    return (Long) reply >= replicas
        ? null
        : new EngineException(
            EngineException.Kind.UNAVAILABLE,
            "written, but only " + reply + " replicas of Redis at " + address + " have it");
  }

  /* ----- commands and replies ----- */

  /** Writes a read of an item's fields. */
  void readFields(byte[] key) {
    byte[][] all = new byte[ItemFields.NAMES.length + 1][];
    all[0] = key;
    System.arraycopy(ItemFields.NAMES, 0, all, 1, ItemFields.NAMES.length);
    sendCommand(Protocol.Command.HMGET, all);
  }

  /** Sends what has been written. */
  void send() {
    flush();
  }

  /**
   * Reads the next reply.
   *
   * @throws JedisDataException if it is an error
   * @throws JedisConnectionException if there is none
   */
  Object reply() {
    return getUnflushedObject();
  }

  /**
   * Reads the next reply; an error is returned.
   *
   * @throws JedisConnectionException if there is none
   */
  Object replyOrError() {
    try {
      return reply();
    } catch (JedisDataException e) {
      return e;
    }
  }

  /** Counts transferred bytes on this clock from now on. */
  void countOn(LaneClock clock) {
    Objects.requireNonNull(sockets.metered).countOn(clock);
  }

  /**
   * Extends the timeout of each reply until further notice.
   *
   * @throws JedisConnectionException if the connection is closed
   */
  void patience(long millis) {
    if (millis != patienceMillis) {
      patienceMillis = millis;
      setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeoutMillis + millis));
    }
  }

  long clientId() {
    return clientId;
  }

  void clientId(long id) {
    clientId = id;
  }

  /**
   * Cuts the connection. All replies have been read, so nothing is lost; a TLS closing handshake
   * could block for a timeout.
   */
  @Override
  public void close() {
    abort();
  }

  /** Cuts the connection; reads and writes in progress fail. On any thread. */
  void abort() {
    sockets.close();
  }

  /** Makes the socket, and keeps a reference to it, which the superclass does not give away. */
  private static final class SocketKeeper extends DefaultJedisSocketFactory {

    private final HostAndPort address;
    private final @Nullable TlsLayer tls;
    private volatile @Nullable Socket socket;
    private @Nullable MeteredSocket metered;

    SocketKeeper(HostAndPort address, JedisClientConfig config, @Nullable TlsLayer tls) {
      super(address, config);
      this.address = address;
      this.tls = tls;
    }

    @Override
    public Socket createSocket() {
      Socket plain = super.createSocket();
      socket = plain;
      try {
        metered = new MeteredSocket(tls == null ? plain : tls.over(plain, address));
        return metered;
      } catch (IOException e) {
        throw new JedisConnectionException("TLS with " + address + " failed", e);
      }
    }

    /** Closes the plain socket: the TLS socket might block on a writer that is stuck. */
    void close() {
      Socket current = socket;
      if (current == null) {
        return;
      }
      try {
        current.close();
      } catch (IOException e) {
        LOG.debug("closing the connection {} failed; it is gone anyway", current, e);
      }
    }
  }
}
