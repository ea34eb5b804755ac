package dev.memotor.server.transport;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.server.accept.AcceptFailures;
import dev.memotor.server.auth.Authentication;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.observe.NetworkFigures;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.protocol.ItemLimit;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.tls.Tls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners, the event loops and the connections of a server. */
public final class NetworkServer implements NetworkFigures {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkServer.class);

  private static final byte[] TOO_MANY =
      "ERROR Too many open connections\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A client that reads its replies slowly holds no more than this, and one portion. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  /** Reads of one connection before the loop turns to the others; of up to 64 KB each. */
  private static final int MAX_READS = 4;

  private static final int SHUTDOWN_QUIET_MILLIS = 0;
  private static final int SHUTDOWN_MAX_MILLIS = 2_000;
  private static final int POLL_MILLIS = 5;

  private final ServerConfig config;

  /** What clients have sent and the engine has not dealt with. */
  private final ByteBudget input = new ByteBudget(Runtime.getRuntime().maxMemory() / 4);

  /** What is on its way to clients. */
  private final ByteBudget output = new ByteBudget(Runtime.getRuntime().maxMemory() / 4);

  private final Authentication authentication;
  private final Tls tls;
  private final OpenConnections connections;
  private final List<Channel> listeners = new CopyOnWriteArrayList<>();
  private final Map<EventExecutor, LoopContext> loops = new IdentityHashMap<>();
  private final AcceptFailures acceptFailures = new AcceptFailures();
  private Transport transport;
  private EventLoopGroup group;
  private ItemWalks walks;

  /** Null for none. */
  private UnixSocketFile unixSocket;

  private volatile boolean accepting;
  private volatile boolean stopping;

  /**
   * A server that is not listening yet.
   *
   * @param authentication null if there are no users
   * @param tls null for none
   */
  public NetworkServer(ServerConfig config, Authentication authentication, Tls tls) {
    this.tls = tls;
    this.authentication = authentication;
    this.config = config;
    this.connections = new OpenConnections(config.connections().max());
  }

  /**
   * Starts the event loops and listens.
   *
   * @throws ConfigurationException if an address cannot be listened on
   */
  public void start(
      Engine engine, EngineClock clock, Observatory observatory, Administration administration) {
    transport =
        Transport.of(
            config.connections().transport(),
            config.listen().unix().path() != null || !config.listen().inherited().isEmpty());
    group =
        new MultiThreadIoEventLoopGroup(
            config.connections().loops(), new DefaultThreadFactory("loop"), transport.newFactory());
    ItemLimit limit = new ItemLimit(config.items().maxSize());
    setItemMemory(config.items().memory());
    long largest = shareOfHeap(config.items().memory());
    if (config.items().maxSize() > largest) {
      LOG.warn(
          "-I {}: values of more than {} bytes, a quarter of what -m leaves of the Java heap, will"
              + " be refused; bin/memotor sizes the heap for -I and -m unless -Xmx in"
              + " MEMOTOR_JAVA_OPTS says less",
          config.items().maxSize(),
          largest);
    }
    walks = new ItemWalks(engine);
    LoopContext.Common common =
        new LoopContext.Common(walks, authentication, config.connections().requestsPerEvent());
    for (EventExecutor executor : group) {
      LoopObserver observer = observatory.newLoop(executor);
      Turn turn = new Turn(engine, turnLoop((SingleThreadEventLoop) executor), observer);
      loops.put(
          executor,
          new LoopContext(
              turn,
              new ProtocolContext(clock, limit, input.newShare(), observer, administration),
              output.newShare(),
              common));
    }
    try {
      for (ListenAddress listener : config.listen().addresses()) {
        InetSocketAddress address = listener.address();
        listen(transport.tcpChannel(), address, describe(address), listener);
      }
      config.listen().inherited().forEach(this::listenInherited);
      if (config.listen().unix().path() != null) {
        listenUnix(config.listen().unix().path());
      }
    } catch (RuntimeException e) {
      stop(0);
      throw e;
    }
    accepting = true;
  }

  /**
   * Items take memory of the same heap. Of what they leave, a quarter is for input, and one for
   * replies, which may take half as much again; the rest is for everything else.
   */
  private static long shareOfHeap(long itemMemory) {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.max((heap - itemMemory) / 4, heap / 32);
  }

  /** Fits what connections may take to the memory that items may take; on any thread. */
  public void setItemMemory(long bytes) {
    long share = shareOfHeap(bytes);
    input.setLimit(share);
    output.setLimit(share);
  }

  private static TurnLoop turnLoop(SingleThreadEventLoop loop) {
    return new TurnLoop() {
      @Override
      public void execute(Runnable task) {
        try {
          loop.execute(task);
        } catch (RejectedExecutionException e) {
          // The loop has ended, and all connections with it: a late engine is not an error.
          LOG.debug("an event loop has ended before its engine");
        }
      }

      @Override
      public void executeAfterInput(Runnable task) {
        try {
          // Runs after the queued tasks; while one is waiting, the loop polls without blocking.
          loop.executeAfterEventLoopIteration(() -> execute(task));
        } catch (RejectedExecutionException e) {
          LOG.debug("an event loop has ended before its connections");
        }
      }

      @Override
      public boolean isOwnThread() {
        return loop.inEventLoop();
      }
    };
  }

  private void listen(
      Class<? extends ServerChannel> type,
      SocketAddress address,
      String shown,
      ListenAddress kind) {
    boolean tcp = address instanceof InetSocketAddress;
    ChannelFuture bound = bootstrap(tcp, kind).channel(type).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw ConfigurationException.cannotListen(
          shown,
          bound.cause(),
          tcp ? "; choose another with -p and -l" : "; choose another with -s");
    }
    listeners.add(bound.channel());
  }

  private void listenInherited(int descriptor) {
    if (transport != Transport.EPOLL) {
      throw new ConfigurationException(
          "LISTEN_FDS: only --transport epoll can take over sockets of a service manager");
    }
    InheritedSocket socket = new InheritedSocket(descriptor);
    ListenAddress kind = new ListenAddress(null, Encryption.DEFAULT, config.listen().protocol());
    ChannelFuture taken =
        bootstrap(true, kind).channelFactory(socket::open).register().awaitUninterruptibly();
    if (!taken.isSuccess()) {
      throw ConfigurationException.cannotListen(
          "LISTEN_FDS: socket " + descriptor, taken.cause(), "");
    }
    listeners.add(taken.channel());
  }

  private ServerBootstrap bootstrap(boolean tcp, ListenAddress kind) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .handler(acceptFailures)
            .option(ChannelOption.SO_BACKLOG, config.listen().backlog())
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(MAX_READS))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, kind);
                  }
                });
    if (tcp) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    transport.prepare(bootstrap);
    return bootstrap;
  }

  private void listenUnix(Path path) {
    if (transport.unixChannel() == null) {
      throw new ConfigurationException(
          "--transport io_uring has no Unix sockets (-s); use --transport epoll");
    }
    UnixSocketFile file = new UnixSocketFile(path);
    String bound = file.prepare().toString();
    SocketAddress address =
        transport == Transport.NIO
            ? UnixDomainSocketAddress.of(bound)
            : new DomainSocketAddress(bound);
    // As with memcached: what stays in the machine is not encrypted.
    listen(
        transport.unixChannel(),
        address,
        "-s " + path,
        new ListenAddress(null, Encryption.NONE, config.listen().protocol()));
    file.publish(config.listen().unix().mode());
    unixSocket = file;
  }

  private void accept(Channel channel, ListenAddress kind) {
    boolean encrypted = tls != null && kind.encryption() != Encryption.NONE;
    LoopContext loop = loops.get(channel.eventLoop());
    if (!connections.tryAcquire()) {
      loop.observer().increment(Counter.REJECTED_CONNECTIONS);
      if (encrypted) {
        channel.close();
        return;
      }
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ConnectionHandler connection =
        new ConnectionHandler(loop, connections, encrypted, kind.protocol());
    if (encrypted) {
      channel.pipeline().addLast(new TlsStart(tls, kind.encryption(), loop.observer()));
    }
    channel.pipeline().addLast(connection);
    if (stopping) {
      // Accepted while the listeners were being closed, and missed by the round of draining.
      connection.drain();
    }
  }

  /** Closes connections that have been silent for too long; to be called about once a second. */
  public void closeIdle() {
    long limit = TimeUnit.SECONDS.toNanos(config.connections().idleTimeoutSeconds());
    long now = System.nanoTime();
    connections.forEach(
        connection -> {
          if (now - connection.lastCommandNanos() > limit) {
            connection.channel().eventLoop().execute(() -> kickIfIdle(connection, limit));
          }
        });
  }

  private static void kickIfIdle(ConnectionHandler connection, long limit) {
    if (!connection.isWaiting() && System.nanoTime() - connection.lastCommandNanos() > limit) {
      connection.kick();
    }
  }

  /**
   * Takes no new connections, answers what was received, closes all connections.
   *
   * @param graceMillis after which they are closed in any case
   */
  public void stop(long graceMillis) {
    accepting = false;
    stopping = true;
    for (Channel listener : listeners) {
      listener.close().awaitUninterruptibly();
    }
    connections.forEach(connection -> connection.channel().eventLoop().execute(connection::drain));
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    while (!connections.isEmpty() && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    connections.forEach(connection -> connection.channel().close());
    walks.close();
    group
        .shutdownGracefully(SHUTDOWN_QUIET_MILLIS, SHUTDOWN_MAX_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    if (unixSocket != null) {
      unixSocket.remove();
    }
  }

  @Override
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Channel::localAddress).map(this::published).toList();
  }

  /** A Unix domain socket is bound under another name than the one that clients use. */
  private SocketAddress published(SocketAddress address) {
    return address instanceof InetSocketAddress || unixSocket == null
        ? address
        : UnixDomainSocketAddress.of(unixSocket.path());
  }

  /** The name of the transport in use. */
  public String transportName() {
    return transport.name().toLowerCase(Locale.ROOT);
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
    List<ConnectionHandler> open = new ArrayList<>();
    connections.forEach(open::add);
    for (ConnectionHandler connection : open) {
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

  private static String describe(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      String host = inet.getAddress() == null ? inet.getHostString() : hostOf(inet);
      return (host.indexOf(':') < 0 ? "tcp:" + host : "tcp6:[" + host + "]") + ":" + inet.getPort();
    }
    return "unix:" + (address == null ? "" : address.toString());
  }

  private static String hostOf(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }
}
