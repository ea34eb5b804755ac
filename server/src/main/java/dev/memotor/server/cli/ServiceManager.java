package dev.memotor.server.cli;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies systemd, or another service manager with its protocol, of the state of the service, with
 * a datagram to the socket named by {@code NOTIFY_SOCKET}.
 */
final class ServiceManager {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final int MAX_MILLIS = 2_000;

  /** Null if there is no service manager. */
  private final @Nullable String socket;

  /**
   * Creates a notifier.
   *
   * @param socket a path, or a name in Linux's abstract namespace, which begins with an at sign;
   *     null for none
   */
  ServiceManager(@Nullable String socket) {
    this.socket = socket == null || socket.isEmpty() ? null : socket;
  }

  void ready() {
    notify("READY=1");
  }

  void stopping() {
    notify("STOPPING=1");
  }

  private void notify(String state) {
    if (socket == null) {
      return;
    }
    if (!Epoll.isAvailable()) {
      LOG.warn("cannot notify the service manager of {}: epoll is not available", state);
      return;
    }
    String path = socket.startsWith("@") ? '\0' + socket.substring(1) : socket;
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("notify", true), EpollIoHandler.newFactory());
    try {
      ChannelFuture connected =
          new Bootstrap()
              .group(group)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(path));
      if (succeeds(connected, state)) {
        ByteBuf message = Unpooled.copiedBuffer(state, StandardCharsets.UTF_8);
        succeeds(connected.channel().writeAndFlush(message), state);
        connected.channel().close().await(MAX_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      group.shutdownGracefully(0, MAX_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean succeeds(ChannelFuture future, String state) throws InterruptedException {
    if (future.await(MAX_MILLIS) && future.isSuccess()) {
      return true;
    }
    LOG.warn(
        "cannot notify the service manager of {}: {}",
        state,
        future.cause() == null ? "it does not respond" : future.cause().toString());
    return false;
  }
}
