package dev.memotor.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Asks a server which release it is. */
final class VersionProbe {

  private static final String PREFIX = "VERSION ";

  private VersionProbe() {}

  /** A server that answers something else, or only speaks binary, is taken for the baseline. */
  static ServerVersion ask(InetSocketAddress address, Duration timeout) throws IOException {
    try (WireClient client = WireClient.connect(address, timeout)) {
      client.send("version\r\n");
      String line = client.readLine();
      return line.startsWith(PREFIX)
          ? ServerVersion.parse(line.substring(PREFIX.length()))
          : ServerVersion.BASELINE;
    } catch (EOFException | SocketTimeoutException | IllegalArgumentException e) {
      return ServerVersion.BASELINE;
    }
  }
}
