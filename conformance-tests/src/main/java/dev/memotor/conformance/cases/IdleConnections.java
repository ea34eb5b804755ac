package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Idle connections, opened to see what a server does when there are too many. */
final class IdleConnections {

  private static final Duration GLANCE = Duration.ofMillis(1);

  private final List<SessionConnection> members = new ArrayList<>();

  /** Opens {@code size} connections; they send nothing, so only a refusal can arrive. */
  void open(InetSocketAddress address, Duration timeout, int size) throws IOException {
    for (int i = 0; i < size; i++) {
      members.add(new SessionConnection(WireClient.connect(address, timeout), Framing.TEXT));
    }
  }

  /**
   * Takes out the first that the server speaks to or closes.
   *
   * @return null if all are silent until the deadline
   */
  @Nullable SessionConnection firstSpokenTo(long deadlineNanos) throws IOException {
    while (deadlineNanos - System.nanoTime() > 0) {
      for (SessionConnection member : members) {
        if (member.client().isSpokenTo(GLANCE)) {
          members.remove(member);
          return member;
        }
      }
    }
    return null;
  }

  void closeQuietly() {
    members.forEach(SessionConnection::closeQuietly);
    members.clear();
  }
}
