package dev.memotor.server.auth;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refused clients, but no more of them than a log can bear. */
final class FailureReports {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.auth");
  private static final int MAX_LINES = 10;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long periodStart = System.nanoTime();
  private int lines;
  private long suppressed;

  /** Reports a failure; the password is never known here. */
  synchronized void failed(String address, String name) {
    long now = System.nanoTime();
    if (now - periodStart > PERIOD_NANOS) {
      periodStart = now;
      lines = 0;
      if (suppressed > 0) {
        LOG.warn("{} more authentications were refused", suppressed);
        suppressed = 0;
      }
    }
    if (lines == MAX_LINES) {
      suppressed++;
      return;
    }
    lines++;
    LOG.warn("authentication of '{}' from {} was refused", AccountParser.shown(name), address);
  }

  /** An outcome for which there is no connection any more. */
  void tooLate(String address) {
    LOG.debug("authentication from {} ended after its connection", address);
  }
}
