package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ServiceManagerTest {

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  @Test
  void readyAndStopping_areSentToThePath(@TempDir Path directory) throws InterruptedException {
    String path = directory.resolve("notify").toString();
    tellsBoth(path, path);
  }

  @Test
  void abstractName_too() throws InterruptedException {
    String name = "memotor-test-" + ProcessHandle.current().pid();
    tellsBoth("\0" + name, "@" + name);
  }

  private void tellsBoth(String bound, String named) throws InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Channel listener =
          new Bootstrap()
              .group(group)
              .channel(EpollDomainDatagramChannel.class)
              .handler(
                  new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(
                        ChannelHandlerContext context, DomainDatagramPacket packet) {
                      messages.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                  })
              .bind(new DomainSocketAddress(bound))
              .sync()
              .channel();
      ServiceManager manager = new ServiceManager(named);
      manager.ready();
      assertThat(messages.poll(20, TimeUnit.SECONDS)).isEqualTo("READY=1");
      manager.stopping();
      assertThat(messages.poll(20, TimeUnit.SECONDS)).isEqualTo("STOPPING=1");
      listener.close().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void noManager_orOneThatIsGone_isNoFailure(@TempDir Path directory) {
    new ServiceManager(null).ready();
    new ServiceManager("").ready();
    new ServiceManager(directory.resolve("nobody").toString()).ready();
  }
}
