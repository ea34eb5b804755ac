package dev.memotor.engine.redis;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
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
 * A connection for pipelines: commands are written without sending them, then sent together, and
 * the replies read one by one. For one thread, except {@link #abort}.
 */
final class RedisConnection extends Connection {

  private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);
  private static final byte[] ONE_KEY = Ascii.ONE;

  private final SocketKeeper sockets;
  private final ScriptSet scripts;
  private final int timeoutMillis;
  private long clientId = -1;
  private long patienceMillis;

  private RedisConnection(SocketKeeper sockets, JedisClientConfig config, ScriptSet scripts) {
    super(sockets, config);
    this.sockets = sockets;
    this.scripts = scripts;
    this.timeoutMillis = config.getSocketTimeoutMillis();
  }

  /**
   * Connects and logs in.
   *
   * @param tls null for none
   * @param scripts what {@link #script} calls
   */
  static RedisConnection open(
      HostAndPort address, JedisClientConfig config, TlsLayer tls, ScriptSet scripts) {
    SocketKeeper sockets = new SocketKeeper(address, config, tls);
    try {
      return new RedisConnection(sockets, config, scripts);
    } catch (JedisException e) {
      // The connection's constructor leaves the socket open when the handshake fails.
      sockets.close();
      throw e;
    }
  }

  void script(Script script, byte[] key, byte[]... arguments) {
    byte[][] all = new byte[arguments.length + 3][];
    all[0] = scripts.name(script);
    all[1] = ONE_KEY;
    all[2] = key;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    sendCommand(Protocol.Command.EVALSHA, all);
  }

  /**
   * Makes all scripts known to the server, and waits for it. It happens at one moment: if somebody
   * else makes the server forget its scripts meanwhile, it forgets all of these or none.
   *
   * @throws JedisException if the server refuses one
   */
  void loadScripts() {
    sendCommand(Protocol.Command.MULTI);
    for (Script script : Script.values()) {
      sendCommand(Protocol.Command.SCRIPT, Ascii.bytes("LOAD"), scripts.source(script));
    }
    sendCommand(Protocol.Command.EXEC);
    send();
    JedisDataException refusal = null;
    for (int i = 0; i < Script.values().length + 2; i++) {
      JedisDataException error = refusalOrNull();
      // The first says why; what follows says only that it was in vain.
      refusal = refusal == null ? error : refusal;
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  /** What is wrong in the next reply, or in a part of it. */
  private JedisDataException refusalOrNull() {
    try {
      if (reply() instanceof List<?> parts) {
        for (Object part : parts) {
          if (part instanceof JedisDataException error) {
            return error;
          }
        }
      }
      return null;
    } catch (JedisDataException e) {
      return e;
    }
  }

  void readFields(byte[] key) {
    byte[][] all = new byte[ItemFields.NAMES.length + 1][];
    all[0] = key;
    System.arraycopy(ItemFields.NAMES, 0, all, 1, ItemFields.NAMES.length);
    sendCommand(Protocol.Command.HMGET, all);
  }

  /** Sends what was written. */
  void send() {
    flush();
  }

  /**
   * The next reply.
   *
   * @throws redis.clients.jedis.exceptions.JedisDataException if that is an error
   * @throws redis.clients.jedis.exceptions.JedisConnectionException if there is none
   */
  Object reply() {
    return getUnflushedObject();
  }

  /** Counts what moves on this clock from now on. */
  void countOn(LaneClock clock) {
    sockets.metered.countOn(clock);
  }

  /**
   * Waits for each reply so much longer than the timeout, as long as nothing else is said.
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
   * Cuts the connection. All replies have been read, so nothing is lost by it; and to take leave in
   * form, as TLS would, may take a timeout.
   */
  @Override
  public void close() {
    abort();
  }

  /** Cuts the connection; whoever reads or writes it fails. On any thread. */
  void abort() {
    sockets.close();
  }

  /** Makes the socket, and remembers it, which the superclass keeps to itself. */
  private static final class SocketKeeper extends DefaultJedisSocketFactory {

    private final HostAndPort address;
    private final TlsLayer tls;
    private volatile Socket socket;
    private MeteredSocket metered;

    SocketKeeper(HostAndPort address, JedisClientConfig config, TlsLayer tls) {
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

    /** Closes the plain socket: under TLS, the other one might wait for a writer that is stuck. */
    void close() {
      Socket current = socket;
      if (current == null) {
        return;
      }
      try {
        current.close();
      } catch (IOException e) {
        LOG.debug("closing the connection {} failed; it is gone all the same", current, e);
      }
    }
  }
}
