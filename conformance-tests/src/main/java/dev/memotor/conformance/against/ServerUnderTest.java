package dev.memotor.conformance.against;

import dev.memotor.conformance.run.ServerProbe;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.ServerAccess;
import dev.memotor.conformance.wire.ServerAddress;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/** One of the two servers that are compared. */
public record ServerUnderTest(
    InetSocketAddress address, Duration timeout, ServerAccess access, ServerProbe probe) {

  public static ServerUnderTest at(
      InetSocketAddress address, Duration timeout, ServerAccess access, Set<Framing> framings)
      throws IOException {
    return new ServerUnderTest(
        address, timeout, access, ServerProbe.ask(address, timeout, access, framings));
  }

  ServerVersion version() {
    return probe.version();
  }

  WireClient connect(Framing framing) throws IOException {
    return access.connect(address, timeout, framing);
  }

  @Override
  public String toString() {
    return ServerAddress.shown(address) + " (" + version() + ")";
  }
}
