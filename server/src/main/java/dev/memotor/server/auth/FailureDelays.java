package dev.memotor.server.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long an answer to a wrong password waits: twice as long each time, by address, so that a new
 * connection gains nothing. Addresses are forgotten when they have been quiet, or when there are
 * too many.
 */
final class FailureDelays {

  static final long FIRST_MILLIS = 100;
  static final long LONGEST_MILLIS = 5_000;

  private static final int MAX_ADDRESSES = 10_000;
  private static final long FORGOTTEN_AFTER_NANOS = TimeUnit.MINUTES.toNanos(5);

  private record Failures(int count, long lastNanos) {}

  private final Map<String, Failures> byAddress =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * Learns of a failure.
   *
   * @param onConnection failures of the connection so far, this one included: its address may have
   *     been forgotten meanwhile
   * @return how long its answer waits
   */
  synchronized long failed(String address, int onConnection, long nowNanos) {
    Failures before = byAddress.get(address);
    boolean fresh = before == null || nowNanos - before.lastNanos > FORGOTTEN_AFTER_NANOS;
    int count = fresh ? 1 : before.count + 1;
    byAddress.put(address, new Failures(count, nowNanos));
    return millis(Math.max(count, onConnection));
  }

  private static long millis(int failures) {
    return failures > 16
        ? LONGEST_MILLIS
        : Math.min(LONGEST_MILLIS, FIRST_MILLIS << (failures - 1));
  }
}
