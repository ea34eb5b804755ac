package dev.memotor.server.transport;

import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import io.netty.bootstrap.ServerBootstrap;
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
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** The kernel interfaces and their channels. */
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
      IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
      if (IoUring.isRegisterBufferRingSupported()) {
        config.setBufferRingConfig(
            IoUringBufferRingConfig.builder()
                .bufferGroupId(RECEIVE_BUFFERS)
                .bufferRingSize(RECEIVE_BUFFER_COUNT)
                .batchSize(RECEIVE_BUFFER_COUNT / 2)
                .allocator(new IoUringFixedBufferRingAllocator(RECEIVE_BUFFER_LENGTH))
                .build());
      }
      return IoUringIoHandler.newFactory(config);
    }

    @Override
    void prepare(ServerBootstrap bootstrap) {
      if (IoUring.isRegisterBufferRingSupported()) {
        bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RECEIVE_BUFFERS);
      }
    }
  },
  NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class) {
    @Override
    IoHandlerFactory newFactory() {
      return NioIoHandler.newFactory();
    }
  };

  /** Shared by all connections of an event loop: the kernel takes one when bytes have arrived. */
  private static final short RECEIVE_BUFFERS = 1;

  private static final short RECEIVE_BUFFER_COUNT = 64;
  private static final int RECEIVE_BUFFER_LENGTH = 32 * 1024;

  static {
    // A multishot receive fills buffers as fast as a client sends and cannot be stopped in time:
    // one
    // client would own the loop. Netty has no channel option for it, and reads this property when
    // io_uring is first used, which is below.
    String multishot = "io.netty.iouring.recvMultiShotEnabled";
    if (System.getProperty(multishot) == null) {
      System.setProperty(multishot, "false");
    }
  }

  private final Class<? extends ServerChannel> tcp;
  private final @Nullable Class<? extends ServerChannel> unix;

  Transport(Class<? extends ServerChannel> tcp, @Nullable Class<? extends ServerChannel> unix) {
    this.tcp = tcp;
    this.unix = unix;
  }

  abstract IoHandlerFactory newFactory();

  void prepare(ServerBootstrap bootstrap) {}

  Class<? extends ServerChannel> tcpChannel() {
    return tcp;
  }

  @Nullable Class<? extends ServerChannel> unixChannel() {
    return unix;
  }

  /**
   * Returns the requested transport, or the best one available.
   *
   * @param withUnixSocket whether Unix sockets or inherited sockets are needed
   */
  static Transport of(TransportKind kind, boolean withUnixSocket) {
    return switch (kind) {
      case AUTO -> best(withUnixSocket);
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

  /** The order is measured; see docs/decisions. Old kernels and most containers lack io_uring. */
  private static Transport best(boolean withUnixSocket) {
    if (!withUnixSocket && IoUring.isAvailable() && IoUring.isRegisterBufferRingSupported()) {
      return IO_URING;
    }
    return Epoll.isAvailable() ? EPOLL : NIO;
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
