package dev.memotor.server.transport;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.server.accept.AcceptFailures;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.observe.LoopObserver;
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
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: its event loops, and what they listen on. */
public final class NetworkServer {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkServer.class);

  private static final byte[] TOO_MANY =
      "ERROR Too many open connections\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A slow client holds no more than this and one portion. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  /** Reads, of up to 64 KB each, from one connection before the loop turns to the others. */
  private static final int MAX_READS = 4;

  private static final int SHUTDOWN_QUIET_MILLIS = 0;
  private static final int SHUTDOWN_MAX_MILLIS = 2_000;
  private static final int POLL_MILLIS = 5;

  private final Network network;
  private final ServerConfig config;
  private final OpenConnections connections;
  private final Map<EventExecutor, LoopContext> loops = new IdentityHashMap<>();
  private final AcceptFailures acceptFailures = new AcceptFailures();
  private final Transport transport;
  private final EventLoopGroup group;
  private final ItemWalks walks;
  private final @Nullable UnixSocketFile unixSocket;
  private volatile boolean stopping;

  /**
   * Starts the event loops and listens.
   *
   * @throws ConfigurationException if an address cannot be listened on
   */
  public NetworkServer(
      Network network,
      Engine engine,
      EngineClock clock,
      Observatory observatory,
      Administration administration) {
    this.network = network;
    config = network.config;
    connections = network.connections;
    Path unixPath = config.listen().unix().path();
    unixSocket = unixPath == null ? null : new UnixSocketFile(unixPath);
    transport =
        Transport.of(
            config.connections().transport(),
            unixSocket != null || !config.listen().inherited().isEmpty());
    AtomicInteger count = new AtomicInteger();
    ThreadFactory threads =
        task -> new FastThreadLocalThread(task, "loop-" + count.incrementAndGet());
    group =
        new MultiThreadIoEventLoopGroup(
            config.connections().loops(), threads, transport.newFactory());
    walks = new ItemWalks(engine);
    ItemLimit limit = new ItemLimit(config.items().maxSize());
    LoopContext.Common common =
        new LoopContext.Common(
            walks, network.authentication, config.connections().requestsPerEvent());
    for (EventExecutor executor : group) {
      LoopObserver observer = observatory.newLoop(executor);
      Turn turn = new Turn(engine, turnLoop((SingleThreadEventLoop) executor), observer);
      ByteBudget.Share input = network.input.newShare();
      loops.put(
          executor,
          new LoopContext(
              turn,
              new ProtocolContext(clock, limit, input, observer, administration),
              network.output.newShare(),
              new LoopContext.Buffers(),
              common));
    }
    try {
      for (ListenAddress listener : config.listen().addresses()) {
        InetSocketAddress address = listener.address();
        ServerBootstrap bootstrap = bootstrap(true, listener.encryption(), listener.protocol());
        listen(bootstrap.channel(transport.tcpChannel()), address, Network.describe(address));
      }
      config.listen().inherited().forEach(this::listenInherited);
      if (unixSocket != null) {
        listenUnix(unixSocket);
      }
    } catch (RuntimeException e) {
      stop(0);
      throw e;
    }
    network.setAccepting(true);
  }

  private static TurnLoop turnLoop(SingleThreadEventLoop loop) {
    return new TurnLoop() {
      @Override
      public void execute(Runnable task) {
        try {
          loop.execute(task);
        } catch (RejectedExecutionException e) {
          // The loop has ended with all its connections: a late engine is not an error.
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

  private void listen(ServerBootstrap bootstrap, SocketAddress address, String shown) {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw ConfigurationException.cannotListen(
          shown,
          bound.cause(),
          address instanceof InetSocketAddress
              ? Network.CHOOSE_ADDRESS
              : "; choose another with -s");
    }
    network.listeners.add(bound.channel());
  }

  private void listenInherited(int descriptor) {
    if (transport != Transport.EPOLL) {
      throw new ConfigurationException(
          "LISTEN_FDS: only --transport epoll can take over sockets of a service manager");
    }
    InheritedSocket socket = new InheritedSocket(descriptor);
    ChannelFuture taken =
        bootstrap(true, Encryption.DEFAULT, config.listen().protocol())
            .channelFactory(socket::open)
            .register()
            .awaitUninterruptibly();
    if (!taken.isSuccess()) {
      throw ConfigurationException.cannotListen(
          "LISTEN_FDS: socket " + descriptor, taken.cause(), "");
    }
    network.listeners.add(taken.channel());
  }

  private ServerBootstrap bootstrap(boolean tcp, Encryption encryption, Protocol protocol) {
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
                    accept(channel, encryption, protocol);
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

  private void listenUnix(UnixSocketFile file) {
    Class<? extends ServerChannel> type = transport.unixChannel();
    if (type == null) {
      throw new ConfigurationException(
          "--transport io_uring has no Unix sockets (-s); use --transport epoll");
    }
    String bound = file.prepare().toString();
    SocketAddress address =
        transport == Transport.NIO
            ? UnixDomainSocketAddress.of(bound)
            : new DomainSocketAddress(bound);
    // As in memcached, local connections are not encrypted.
    listen(
        bootstrap(false, Encryption.NONE, config.listen().protocol()).channel(type),
        address,
        "-s " + file.path());
    file.publish(config.listen().unix().mode());
  }

  private void accept(Channel channel, Encryption encryption, Protocol protocol) {
    Tls tls = encryption == Encryption.NONE ? null : network.tls;
    LoopContext loop = Objects.requireNonNull(loops.get(channel.eventLoop()), "an unknown loop");
    if (!connections.tryAcquire()) {
      loop.observer().increment(Counter.REJECTED_CONNECTIONS);
      if (tls != null) {
        channel.close();
        return;
      }
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ConnectionHandler connection =
        new ConnectionHandler(channel, loop, connections, tls != null, protocol);
    if (tls != null) {
      channel.pipeline().addLast(new TlsStart(tls, encryption, loop.observer()));
    }
    channel.pipeline().addLast(connection);
    if (stopping) {
      // Accepted while the listeners were being closed, so stop() has not drained it.
      connection.drain();
    }
  }

  /** Closes connections that have been idle for too long; call it about once a second. */
  public void closeIdle() {
    long limit = TimeUnit.SECONDS.toNanos(config.connections().idleTimeoutSeconds());
    long now = System.nanoTime();
    for (ConnectionHandler connection : connections.all()) {
      if (now - connection.lastCommandNanos() > limit) {
        connection.channel().eventLoop().execute(() -> kickIfIdle(connection, limit));
      }
    }
  }

  private static void kickIfIdle(ConnectionHandler connection, long limit) {
    if (!connection.isWaiting() && System.nanoTime() - connection.lastCommandNanos() > limit) {
      connection.kick();
    }
  }

  /**
   * Accepts no new connections, answers what was received, then closes all connections.
   *
   * @param graceMillis how long to wait before closing them anyway
   */
  public void stop(long graceMillis) {
    network.setAccepting(false);
    stopping = true;
    for (Channel listener : network.listeners) {
      listener.close().awaitUninterruptibly();
    }
    for (ConnectionHandler connection : connections.all()) {
      connection.channel().eventLoop().execute(connection::drain);
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    while (!connections.all().isEmpty() && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    connections.all().forEach(connection -> connection.channel().close());
    walks.close();
    group
        .shutdownGracefully(SHUTDOWN_QUIET_MILLIS, SHUTDOWN_MAX_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    if (unixSocket != null) {
      unixSocket.remove();
    }
  }

  public String transportName() {
    return transport.name().toLowerCase(Locale.ROOT);
  }
}
