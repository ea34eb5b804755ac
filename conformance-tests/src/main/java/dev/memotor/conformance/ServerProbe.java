package dev.memotor.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;

/**
 * What a server tells of itself.
 *
 * @param version the memcached release it says it is
 * @param capabilities of its storage engine if it is a memotor, whose deviations are documented
 *     here; null if it is none
 */
record ServerProbe(ServerVersion version, String capabilities) {

  private static final String VERSION = "VERSION ";

  /** Only a memotor has a storage engine with capabilities to tell of. */
  private static final String ENGINE_FIGURE = "STAT capabilities ";

  private static final String SHARED = "SHARED";

  /** The documented deviations that a server is granted unasked. */
  Set<String> deviations() {
    return capabilities == null
        ? Set.of()
        : Deviations.load().ofMemotor(capabilities.contains(SHARED));
  }

  /** A server that answers something else, or only speaks binary, is taken for the baseline. */
  static ServerProbe ask(InetSocketAddress address, Duration timeout, ServerAccess access)
      throws IOException {
    try (WireClient client = access.connect(address, timeout, Framing.TEXT)) {
      client.send("version\r\n");
      String line = client.readLine();
      if (!line.startsWith(VERSION)) {
        return new ServerProbe(ServerVersion.BASELINE, null);
      }
      return new ServerProbe(
          ServerVersion.parse(line.substring(VERSION.length())), capabilities(client));
    } catch (EOFException | SocketTimeoutException | IllegalArgumentException e) {
      return new ServerProbe(ServerVersion.BASELINE, null);
    }
  }

  /** Whatever a server says to an unknown group of stats, the version that follows ends it. */
  private static String capabilities(WireClient client) throws IOException {
    client.send("stats engine\r\nversion\r\n");
    String found = null;
    String line = client.readLine();
    while (!line.startsWith(VERSION)) {
      if (line.startsWith(ENGINE_FIGURE)) {
        found = line.substring(ENGINE_FIGURE.length());
      }
      line = client.readLine();
    }
    return found;
  }
}
