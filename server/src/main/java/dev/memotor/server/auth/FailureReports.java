package dev.memotor.server.auth;

import dev.memotor.server.logging.LogLimit;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refused clients, rate-limited. */
final class FailureReports {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.auth");
  private static final int MAX_LINES = 10;
  private static final int PERIOD_SECONDS = 10;

  private final LogLimit limit = new LogLimit(MAX_LINES, PERIOD_SECONDS);

  /** Reports a failure; the password is never known here. */
  void failed(SocketAddress peer, String name) {
    if (mayLog()) {
      LOG.warn(
          "authentication of '{}' from {} was refused", AccountParser.shown(name), shown(peer));
    }
  }

  /** Reports an attempt whose check is delayed because its source has guessed too often. */
  void waitsFirst(SocketAddress peer, String name) {
    if (mayLog()) {
      LOG.warn(
          "'{}' has been guessed at too often from {}: passwords from there are checked after {} s",
          AccountParser.shown(name),
          shown(peer),
          Throttle.LONGEST_MILLIS / 1000);
    }
  }

  private boolean mayLog() {
    long leftOut = limit.permit();
    if (leftOut > 0) {
      LOG.warn("{} more authentications were refused or delayed", leftOut);
    }
    return leftOut != LogLimit.LEFT_OUT;
  }

  /** Reports an outcome whose connection has ended. */
  void tooLate(SocketAddress peer) {
    LOG.debug("authentication from {} ended after its connection", shown(peer));
  }

  private static String shown(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "unix";
  }
}
