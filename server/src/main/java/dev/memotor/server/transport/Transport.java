package dev.memotor.server.transport;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ServerConfig.TransportKind;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** The ways to the kernel, and the channels that belong to each. */
enum Transport {
  EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class) {
    @Override
    IoHandlerFactory newFactory() {
      return EpollIoHandler.newFactory();
    }
  },
  IO_URING(IoUringServerSocketChannel.class, null) {
    @Override
    IoHandlerFactory newFactory() {
      return IoUringIoHandler.newFactory();
    }
  },
  NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class) {
    @Override
    IoHandlerFactory newFactory() {
      return NioIoHandler.newFactory();
    }
  };

  private final Class<? extends ServerChannel> tcp;
  private final Class<? extends ServerChannel> unix;

  Transport(Class<? extends ServerChannel> tcp, Class<? extends ServerChannel> unix) {
    this.tcp = tcp;
    this.unix = unix;
  }

  abstract IoHandlerFactory newFactory();

  Class<? extends ServerChannel> tcpChannel() {
    return tcp;
  }

  /** Null if there is none. */
  Class<? extends ServerChannel> unixChannel() {
    return unix;
  }

  static Transport of(TransportKind kind) {
    return switch (kind) {
      case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw unavailable("epoll", Epoll.unavailabilityCause());
        }
        yield EPOLL;
      }
      case IO_URING -> {
        if (!IoUring.isAvailable()) {
          throw unavailable("io_uring", IoUring.unavailabilityCause());
        }
        yield IO_URING;
      }
      case NIO -> NIO;
    };
  }

  private static ConfigurationException unavailable(String name, Throwable cause) {
    return new ConfigurationException(
        "--transport "
            + name
            + " does not work here ("
            + cause.getMessage()
            + "); use --transport auto",
        cause);
  }
}
