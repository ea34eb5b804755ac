package dev.memotor.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/** One of the two servers that are held against each other. */
record Opponent(
    InetSocketAddress address, Duration timeout, ServerAccess access, ServerProbe told) {

  static Opponent at(
      InetSocketAddress address, Duration timeout, ServerAccess access, Set<Framing> framings)
      throws IOException {
    return new Opponent(
        address, timeout, access, ServerProbe.ask(address, timeout, access, framings));
  }

  ServerVersion version() {
    return told.version();
  }

  WireClient connect(Framing framing) throws IOException {
    return access.connect(address, timeout, framing);
  }

  @Override
  public String toString() {
    return ServerAddress.shown(address) + " (" + version() + ")";
  }
}
