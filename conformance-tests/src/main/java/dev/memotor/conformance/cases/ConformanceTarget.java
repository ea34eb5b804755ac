package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.CutPlan;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerAccess;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * The server under test, and how it is judged.
 *
 * @param timeout how long the server may take for the next byte
 * @param level the memcached release whose behaviour is the right one
 * @param deviations names of {@code cases/deviations.txt} that this server declares
 * @param allowFlush whether cases may wipe the whole server
 * @param access TLS and login
 * @param packetSize size of the packets that cases are cut into unless they say otherwise; 0 for
 *     whole writes
 * @param started the options the server was started with, as far as cases ask for any
 * @param spoken the framings in which it answers
 */
public record ConformanceTarget(
    InetSocketAddress address,
    Duration timeout,
    ServerVersion level,
    Set<String> deviations,
    boolean allowFlush,
    ServerAccess access,
    int packetSize,
    String started,
    Set<Framing> spoken) {

  private static final Duration RETRY = Duration.ofMillis(20);

  /** A reason why a case does not apply to a server. */
  private record Exclusion(
      BiPredicate<ConformanceTarget, ConformanceCase> applies,
      BiFunction<ConformanceTarget, ConformanceCase, String> reason) {}

  private static final List<Exclusion> EXCLUSIONS =
      List.of(
          new Exclusion(
              (server, it) -> !it.started().equals(server.started),
              (server, it) ->
                  it.started().isEmpty()
                      ? "not for a server started with " + server.started
                      : "for a server started with " + it.started()),
          new Exclusion(
              (server, it) -> !server.spoken.containsAll(it.framings()),
              (server, it) -> "for a server that speaks text and binary"),
          new Exclusion(
              (server, it) -> it.open() && !server.access.equals(ServerAccess.OPEN),
              (server, it) -> "for a server without TLS and logins"),
          new Exclusion(
              (server, it) -> it.since() != null && server.level.compareTo(it.since()) < 0,
              (server, it) -> "since " + it.since()),
          new Exclusion(
              (server, it) -> it.until() != null && server.level.compareTo(it.until()) > 0,
              (server, it) -> "until " + it.until()),
          new Exclusion(
              (server, it) -> it.deviation() != null && !server.declares(it.deviation()),
              (server, it) -> "only for the deviation " + it.deviation()),
          new Exclusion(
              (server, it) -> it.unless() != null && server.declares(it.unless()),
              (server, it) -> "declared deviation " + it.unless()),
          new Exclusion(
              (server, it) -> it.flushes() && !server.allowFlush,
              (server, it) -> "needs --allow-flush"));

  private boolean declares(String deviation) {
    return deviations.contains(deviation);
  }

  public ConformanceTarget {
    deviations = Set.copyOf(deviations);
    spoken = Set.copyOf(spoken);
  }

  /** Returns a target with the defaults: five seconds, memcached 1.6.18, no deviation, no flush. */
  public static ConformanceTarget of(InetSocketAddress address) {
    return new ConformanceTarget(
        address,
        Duration.ofSeconds(5),
        ServerVersion.BASELINE,
        Set.of(),
        false,
        ServerAccess.OPEN,
        0,
        ConformanceCase.WITHOUT_OPTIONS,
        EnumSet.allOf(Framing.class));
  }

  /** Returns the same server behind a proxy. */
  public ConformanceTarget at(InetSocketAddress value) {
    return new ConformanceTarget(
        value, timeout, level, deviations, allowFlush, access, packetSize, started, spoken);
  }

  public ConformanceTarget withTimeout(Duration value) {
    return new ConformanceTarget(
        address, value, level, deviations, allowFlush, access, packetSize, started, spoken);
  }

  public ConformanceTarget withLevel(ServerVersion value) {
    return new ConformanceTarget(
        address, timeout, value, deviations, allowFlush, access, packetSize, started, spoken);
  }

  public ConformanceTarget withDeviations(Set<String> value) {
    return new ConformanceTarget(
        address, timeout, level, value, allowFlush, access, packetSize, started, spoken);
  }

  public ConformanceTarget withFlushAllowed(boolean value) {
    return new ConformanceTarget(
        address, timeout, level, deviations, value, access, packetSize, started, spoken);
  }

  public ConformanceTarget withPacketSize(int value) {
    return new ConformanceTarget(
        address, timeout, level, deviations, allowFlush, access, value, started, spoken);
  }

  public ConformanceTarget withAccess(ServerAccess value) {
    return new ConformanceTarget(
        address, timeout, level, deviations, allowFlush, value, packetSize, started, spoken);
  }

  public ConformanceTarget withStarted(String value) {
    return new ConformanceTarget(
        address, timeout, level, deviations, allowFlush, access, packetSize, value, spoken);
  }

  public ConformanceTarget withSpoken(Set<Framing> value) {
    return new ConformanceTarget(
        address, timeout, level, deviations, allowFlush, access, packetSize, started, value);
  }

  /**
   * Returns whether the server sends anything at all on a new connection, right or wrong, in time.
   */
  public boolean answers(Protocol protocol) {
    Framing framing = protocol.framing();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isHeard(framing)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      // Perhaps the server is only busy with connections of the case that failed.
      LockSupport.parkNanos(RETRY.toNanos());
    }
    return true;
  }

  private boolean isHeard(Framing framing) {
    try (WireClient client = access.connect(address, timeout, framing)) {
      client.send(SessionConnection.question(framing));
      return client.peek() >= 0;
    } catch (IOException refused) {
      return false;
    }
  }

  CutPlan cutPlan() {
    return packetSize > 0 ? CutPlan.every(packetSize) : CutPlan.NONE;
  }

  /** Returns why a case does not apply to this server; empty if it does. */
  public Optional<String> whyNotApplicable(ConformanceCase candidate) {
    return EXCLUSIONS.stream()
        .filter(exclusion -> exclusion.applies().test(this, candidate))
        .map(exclusion -> exclusion.reason().apply(this, candidate))
        .findFirst();
  }
}
