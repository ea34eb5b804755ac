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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd, or whoever else speaks its protocol, how the service is doing: a datagram to the
 * socket that {@code NOTIFY_SOCKET} names.
 */
final class ServiceManager {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final int MAX_MILLIS = 2_000;

  /** Null if nobody asks to be told. */
  private final String socket;

  /**
   * Makes a messenger.
   *
   * @param socket a path, or a name in Linux' abstract namespace that begins with an at sign; null
   *     for none
   */
  ServiceManager(String socket) {
    this.socket = socket == null || socket.isEmpty() ? null : socket;
  }

  void ready() {
    tell("READY=1");
  }

  void stopping() {
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (socket == null) {
      return;
    }
    if (!Epoll.isAvailable()) {
      LOG.warn("the service manager cannot be told {}: there is no epoll here", state);
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
        "the service manager could not be told {}: {}",
        state,
        future.cause() == null ? "it does not take it" : future.cause().toString());
    return false;
  }
}
