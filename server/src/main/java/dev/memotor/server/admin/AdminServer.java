package dev.memotor.server.admin;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.server.accept.AcceptFailures;
import dev.memotor.server.accept.AddressProbe;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP on its own event loop, so that monitoring never delays clients. */
final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.admin");

  private static final String ADVICE = "; choose another address, or none";
  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_LINE = 4096;
  private static final int MAX_HEADERS = 8192;
  private static final int MAX_BODY = 1024;
  private static final long MAX_MILLIS = 10_000;
  private static final int SHUTDOWN_MILLIS = 1_000;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private int connections;

  /** Connections that have not been admitted yet, the oldest first; on the event loop only. */
  private final Set<Channel> newcomers = new LinkedHashSet<>();

  private final ChannelFuture listener;

  private AdminServer(InetSocketAddress address, Routes routes, TokenGate gate) {
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .handler(new AcceptFailures())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel, routes, gate);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
  }

  /**
   * Starts to listen.
   *
   * @return null if the address is in use and the admin endpoint is optional
   */
  static @Nullable AdminServer start(MonitoringConfig.Admin config, Routes routes) {
    TokenGate gate = new TokenGate(token(config));
    AdminServer server = new AdminServer(config.address(), routes, gate);
    if (server.listener.isSuccess()) {
      return server;
    }
    server.close();
    Throwable cause = server.listener.cause();
    if (config.optional() && cause instanceof BindException) {
      LOG.warn(
          "no admin endpoint: {} is in use, perhaps by another memotor; choose another with --admin",
          show(config.address()));
      return null;
    }
    throw ConfigurationException.cannotListen("--admin " + show(config.address()), cause, ADVICE);
  }

  static void check(MonitoringConfig.Admin config) {
    token(config);
    if (!config.optional()) {
      AddressProbe.check(config.address(), "--admin " + show(config.address()), ADVICE);
    }
  }

  /**
   * Reads the token.
   *
   * @throws ConfigurationException if the file is unusable, or the address needs one
   */
  static AccessToken token(MonitoringConfig.Admin config) {
    AccessToken token = AccessToken.read(config.token());
    require(
        token.isSet() || config.address().getAddress().isLoopbackAddress(),
        "--admin "
            + show(config.address())
            + ": an address beyond loopback needs --admin-token FILE, or anybody could read it");
    return token;
  }

  /** At the limit, closes the oldest connection that has not been admitted. */
  private void accept(Channel channel, Routes routes, TokenGate gate) {
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections--;
              newcomers.remove(channel);
            });
    open.add(channel);
    connections++;
    newcomers.add(channel);
    if (connections > MAX_CONNECTIONS) {
      newcomers.iterator().next().close();
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_HEADERS),
            new Aggregator(),
            new AdminHandler(routes, gate, MAX_MILLIS, () -> newcomers.remove(channel)));
  }

  /** Requests have no body; a client that sends a long one is disconnected. */
  private static final class Aggregator extends HttpObjectAggregator {

    Aggregator() {
      super(MAX_BODY, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
              Unpooled.EMPTY_BUFFER);
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static String show(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.channel().localAddress();
  }

  @Override
  public void close() {
    listener.channel().close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    // While the event loop runs: each connection has buffers to release.
    open.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
