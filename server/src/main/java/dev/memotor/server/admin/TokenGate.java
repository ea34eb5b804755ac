package dev.memotor.server.admin;

import dev.memotor.server.auth.Source;
import dev.memotor.server.auth.Throttle;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the right token immediately and refuses a wrong one after a wait, like a wrong password.
 * Used on the endpoint's event loop only.
 */
final class TokenGate {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final String TARGET = "admin";
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AccessToken token;
  private final Throttle throttle = new Throttle();
  private long lastLogNanos = System.nanoTime() - LOG_NANOS;
  private long unlogged;

  TokenGate(AccessToken token) {
    this.token = token;
  }

  /** Whether a token is required. */
  boolean isClosed() {
    return token.isSet();
  }

  /**
   * Whether a request may pass.
   *
   * @param authorization its header, which may be null
   */
  CompletableFuture<Boolean> admits(
      String authorization, SocketAddress peer, ScheduledExecutorService loop) {
    if (!token.isSet() || authorization == null) {
      return CompletableFuture.completedFuture(!token.isSet());
    }
    Source source = Source.of(peer);
    if (throttle.waitsFirst(source, TARGET)) {
      CompletableFuture<Boolean> later = new CompletableFuture<>();
      hold(source, Throttle.LONGEST_MILLIS, loop, () -> later.complete(check(authorization, peer)));
      return later;
    }
    if (check(authorization, peer)) {
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> refusal = new CompletableFuture<>();
    hold(source, throttle.failed(source), loop, () -> refusal.complete(false));
    return refusal;
  }

  private boolean check(String authorization, SocketAddress peer) {
    Source source = Source.of(peer);
    if (token.allows(authorization)) {
      throttle.succeeded(source, TARGET);
      return true;
    }
    throttle.guessed(source, TARGET);
    report(peer);
    return false;
  }

  private void hold(Source source, long millis, ScheduledExecutorService loop, Runnable next) {
    boolean held = throttle.hold(source);
    loop.schedule(
        () -> {
          if (held) {
            throttle.release(source);
          }
          next.run();
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void report(SocketAddress peer) {
    unlogged++;
    long now = System.nanoTime();
    if (now - lastLogNanos >= LOG_NANOS) {
      LOG.warn("{} admin requests had a wrong token, the latest from {}", unlogged, peer);
      lastLogNanos = now;
      unlogged = 0;
    }
  }
}
