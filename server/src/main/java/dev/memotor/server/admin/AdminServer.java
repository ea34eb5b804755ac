package dev.memotor.server.admin;

import dev.memotor.server.accept.AcceptFailures;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP on its own event loop, so that monitoring never delays clients. */
final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

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

  private Channel listener;

  /**
   * Listens.
   *
   * @return false if the address is in use and the endpoint is optional
   */
  boolean start(MonitoringConfig.Admin config, Routes routes) {
    InetSocketAddress address = config.address();
    AccessToken token = AccessToken.read(config.token());
    if (!token.isSet() && !address.getAddress().isLoopbackAddress()) {
      throw new ConfigurationException(
          "--admin "
              + show(address)
              + ": beyond loopback the endpoint needs --admin-token FILE, or anybody could read"
              + " it");
    }
    TokenGate gate = new TokenGate(token);
    ChannelFuture bound =
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
    if (bound.isSuccess()) {
      listener = bound.channel();
      return true;
    }
    if (config.optional() && bound.cause() instanceof BindException) {
      LOG.warn(
          "no admin endpoint: {} is in use, perhaps by another memotor; choose another with --admin",
          show(address));
      return false;
    }
    throw ConfigurationException.cannotListen(
        "--admin " + show(address), bound.cause(), "; choose another address, or none");
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
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
    // While the event loop runs: each connection has buffers to release.
    open.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
