package dev.memotor.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One of the two servers that are held against each other. */
record Opponent(
    InetSocketAddress address, Duration timeout, ServerAccess access, ServerVersion version) {

  static Opponent at(InetSocketAddress address, Duration timeout, ServerAccess access)
      throws IOException {
    return new Opponent(
        address, timeout, access, ServerProbe.ask(address, timeout, access).version());
  }

  WireClient connect(Framing framing) throws IOException {
    return access.connect(address, timeout, framing);
  }

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort() + " (" + version + ")";
  }
}
