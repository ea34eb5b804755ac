package dev.memotor.server.admin;

import dev.memotor.server.auth.Source;
import dev.memotor.server.auth.Throttle;
import dev.memotor.server.logging.LogLimit;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the right token immediately and refuses a wrong one after a wait, like a wrong password.
 * Used on the admin endpoint's event loop only.
 */
final class TokenGate {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.admin");
  private static final String TARGET = "admin";

  private final AccessToken token;
  private final Throttle throttle = new Throttle();
  private final LogLimit reports = new LogLimit(1, 10);

  TokenGate(AccessToken token) {
    this.token = token;
  }

  /** Returns whether a token is required. */
  boolean isClosed() {
    return token.isSet();
  }

  /**
   * Returns whether a request may pass.
   *
   * @param authorization its header; null for none
   */
  CompletableFuture<Boolean> admits(
      @Nullable String authorization, SocketAddress peer, ScheduledExecutorService loop) {
    if (!token.isSet() || authorization == null) {
      return CompletableFuture.completedFuture(!token.isSet());
    }
    Source source = Source.of(peer);
    if (throttle.waitsFirst(source, TARGET)) {
      return afterWait(
          source, Throttle.LONGEST_MILLIS, loop, () -> check(authorization, source, peer));
    }
    return check(authorization, source, peer)
        ? CompletableFuture.completedFuture(true)
        : afterWait(source, throttle.failed(source), loop, () -> false);
  }

  private boolean check(String authorization, Source source, SocketAddress peer) {
    if (token.allows(authorization)) {
      throttle.succeeded(source, TARGET);
      return true;
    }
    throttle.guessed(source, TARGET);
    report(peer);
    return false;
  }

  /** Returns the verdict after a wait, or refuses now if too many of the source are waiting. */
  private CompletableFuture<Boolean> afterWait(
      Source source, long millis, ScheduledExecutorService loop, BooleanSupplier verdict) {
    if (!throttle.hold(source)) {
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> later = new CompletableFuture<>();
    loop.schedule(
        () -> {
          throttle.release(source);
          later.complete(verdict.getAsBoolean());
        },
        millis,
        TimeUnit.MILLISECONDS);
    return later;
  }

  private void report(SocketAddress peer) {
    long leftOut = reports.permit();
    if (leftOut != LogLimit.LEFT_OUT) {
      LOG.warn("{} admin requests had a wrong token, the latest from {}", leftOut + 1, peer);
    }
  }
}
