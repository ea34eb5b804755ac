package dev.memotor.server.transport;

import dev.memotor.server.accept.AddressProbe;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.observe.NetworkFigures;
import dev.memotor.server.tls.Tls;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners and connections of a server and their memory. Exists before the server listens:
 * what reports on them is needed to start it.
 */
public final class Network implements NetworkFigures {

  /** The end of messages about an address. */
  static final String CHOOSE_ADDRESS = "; choose another with -p and -l";

  private static final Logger LOG = LoggerFactory.getLogger(Network.class);

  final ServerConfig config;
  final @Nullable Authentication authentication;
  final @Nullable Tls tls;
  final OpenConnections connections;
  final List<Channel> listeners = new CopyOnWriteArrayList<>();

  /** For client input that the engine has not processed. */
  final ByteBudget input;

  /** For unsent replies. */
  final ByteBudget output;

  private volatile boolean accepting;

  /**
   * Creates a network without listeners.
   *
   * @param authentication null if there are no users
   * @param tls null for none
   */
  public Network(ServerConfig config, @Nullable Authentication authentication, @Nullable Tls tls) {
    this.tls = tls;
    this.authentication = authentication;
    this.config = config;
    this.connections = new OpenConnections(config.connections().max());
    // For input, and for replies, which may exceed it by half.
    long share = Runtime.getRuntime().maxMemory() / 4;
    input = new ByteBudget(share);
    output = new ByteBudget(share);
    if (config.items().maxSize() > share) {
      LOG.warn(
          "-I {}: values of more than {} bytes, a quarter of the Java heap, will be refused unless"
              + " the engine takes them in outside of the heap, as memory does; bin/memotor sizes"
              + " the heap for -I unless -Xmx in MEMOTOR_JAVA_OPTS says less",
          config.items().maxSize(),
          share);
    }
  }

  /**
   * Checks where to listen before there is an engine.
   *
   * @throws ConfigurationException if an address cannot be listened on
   */
  public static void check(ListenConfig config) {
    for (ListenAddress listener : config.addresses()) {
      InetSocketAddress address = listener.address();
      AddressProbe.check(address, describe(address), CHOOSE_ADDRESS);
    }
    if (config.unix().path() != null) {
      UnixSocketFile.check(config.unix().path());
    }
  }

  void setAccepting(boolean on) {
    accepting = on;
  }

  @Override
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Channel::localAddress).map(this::published).toList();
  }

  /** A Unix domain socket is bound under another name than the one that clients use. */
  private SocketAddress published(SocketAddress address) {
    Path path = config.listen().unix().path();
    return address instanceof InetSocketAddress || path == null
        ? address
        : UnixDomainSocketAddress.of(path);
  }

  @Override
  public int currentConnections() {
    return connections.count();
  }

  @Override
  public boolean isAccepting() {
    return accepting;
  }

  @Override
  public long secondsSinceCertificates() {
    return tls == null ? -1 : tls.secondsSinceRefresh();
  }

  @Override
  public List<ConnectionFigures> connections() {
    List<ConnectionFigures> all = new ArrayList<>();
    long id = 1;
    for (Channel listener : listeners) {
      all.add(
          new ConnectionFigures(
              id++, describe(published(listener.localAddress())), null, "conn_listening", 0));
    }
    long now = System.nanoTime();
    for (ConnectionHandler connection : connections.all()) {
      Channel channel = connection.channel();
      if (channel.localAddress() != null) {
        all.add(
            new ConnectionFigures(
                id++,
                describe(channel.remoteAddress()),
                describe(published(channel.localAddress())),
                connection.isWaiting() ? "conn_parse_cmd" : "conn_read",
                TimeUnit.NANOSECONDS.toSeconds(now - connection.lastCommandNanos())));
      }
    }
    return all;
  }

  static String describe(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      String host =
          inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
      return (host.indexOf(':') < 0 ? "tcp:" + host : "tcp6:[" + host + "]") + ":" + inet.getPort();
    }
    return "unix:" + (address == null ? "" : address.toString());
  }
}
