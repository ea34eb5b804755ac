package dev.memotor.server.transport;

import dev.memotor.server.config.ConfigurationException;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A listening TCP socket opened by another process; needs epoll. */
final class InheritedSocket {

  private static final int O_NONBLOCK = 04000;

  private final int descriptor;

  /**
   * Checks a descriptor.
   *
   * @throws ConfigurationException if it is not a TCP socket, or would block an event loop
   */
  InheritedSocket(int descriptor) {
    this.descriptor = descriptor;
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      if (!target.startsWith("socket:[")) {
        throw new ConfigurationException(
            "LISTEN_FDS: descriptor " + descriptor + " is not a socket but " + target);
      }
      String inode = target.substring("socket:[".length(), target.length() - 1);
      try (Stream<String> sockets = Files.lines(Path.of("/proc/self/net/unix"))) {
        if (sockets.anyMatch(line -> List.of(line.split(" +")).contains(inode))) {
          // Netty assumes that such a channel does not listen yet.
          throw new ConfigurationException(
              "LISTEN_FDS: socket "
                  + descriptor
                  + " is a Unix domain socket, which cannot be taken over; let memotor open it with"
                  + " -s");
        }
      }
      if ((flags() & O_NONBLOCK) == 0) {
        throw new ConfigurationException(
            "LISTEN_FDS: socket "
                + descriptor
                + " would block; add NonBlocking=true to the service's unit");
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "LISTEN_FDS: there is no descriptor " + descriptor + " (" + e.getMessage() + ")", e);
    }
  }

  private int flags() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + descriptor))) {
      return lines
          .filter(line -> line.startsWith("flags:"))
          .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
          .findFirst()
          .orElse(0);
    }
  }

  ServerChannel open() {
    return new EpollServerSocketChannel(descriptor);
  }
}
