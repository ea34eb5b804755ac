package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.wire.CutPlan;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Receiver;
import dev.memotor.conformance.wire.StepFailure;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of one case: its connections by name, its bindings, and what was sent last. */
public final class CaseSession implements AutoCloseable {

  public static final String FIRST_CONNECTION = "a";

  private static final Duration RETRY = Duration.ofMillis(5);

  private final ConformanceTarget target;
  private final Bindings bindings;
  private final SentKeys keys;
  private final Map<String, SessionConnection> connections = new LinkedHashMap<>();
  private final IdleConnections idle = new IdleConnections();
  private @Nullable SessionConnection current;
  private CutPlan cuts;
  private @Nullable CutPlan cutsOfNextSend;
  private volatile boolean expired;

  public CaseSession(ConformanceTarget target, Bindings bindings, SentKeys keys) {
    this.target = target;
    this.bindings = bindings;
    this.keys = keys;
    this.cuts = target.cutPlan();
  }

  Bindings bindings() {
    return bindings;
  }

  private SessionConnection current() {
    if (current == null) {
      throw new IllegalStateException("no connection was opened");
    }
    return current;
  }

  Receiver receiver() {
    return current().receiver();
  }

  /** Switches to a connection, opening it at its first use. */
  public void use(String name, Framing framing) throws IOException {
    SessionConnection known;
    synchronized (connections) {
      known = connections.get(name);
    }
    if (known == null) {
      WireClient client = target.access().connect(target.address(), target.timeout(), framing);
      known = new SessionConnection(client, framing);
      synchronized (connections) {
        connections.put(name, known);
      }
      if (expired) {
        client.close();
      }
    }
    current = known;
  }

  void cut(CutPlan plan) {
    cuts = plan;
  }

  void cutNextSend(CutPlan plan) {
    cutsOfNextSend = plan;
  }

  void send(String text, List<Integer> payloadEnds) throws IOException {
    current().noteSent(text);
    keys.note(current().framing(), text, bindings.key());
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    CutPlan plan = cutsOfNextSend == null ? cuts : cutsOfNextSend;
    cutsOfNextSend = null;
    try {
      current().client().sendCut(bytes, plan.cuts(payloadEnds, bytes.length));
    } catch (IOException e) {
      if (expired) {
        throw e;
      }
      // A server may close before it has read all of it, and its last reply is still there to be
      // read: whether the close was right is for the following steps to judge.
      return;
    }
  }

  /** Proves that nothing is pending: a question is answered at once and with nothing before it. */
  void probe() throws IOException, StepFailure {
    current().probe();
  }

  void expectClosed() throws IOException, StepFailure {
    current().receiver().expectClosed();
    current().finish();
  }

  void halfClose() throws IOException {
    current().client().shutdownOutput();
    current().finish();
  }

  void disconnect() throws IOException {
    current().client().close();
    current().finish();
  }

  /** Leaves the connection as it is: it is not probed at the end. */
  void abandon() {
    current().finish();
  }

  /** Detects surplus bytes and lost synchronisation that the case did not look at. */
  public void probeAll() throws IOException, StepFailure {
    for (SessionConnection connection : snapshot()) {
      if (!connection.finished()) {
        current = connection;
        connection.probe();
      }
    }
  }

  /** Opens idle connections and continues with the first one that the server refuses. */
  void crowd(int size) throws IOException, StepFailure {
    long deadline = deadline();
    idle.open(target.address(), target.timeout(), size);
    SessionConnection refused = idle.firstSpokenTo(deadline);
    if (refused == null) {
      throw new StepFailure(
          "none of the connections is turned away",
          "<one of " + size + " connections refused>",
          "<nothing>",
          StepFailure.NO_MARK);
    }
    current = refused;
    synchronized (connections) {
      connections.put("of the crowd " + connections.size(), refused);
    }
  }

  /** Closes the idle connections and continues with the first new one that the server accepts. */
  void disperse() throws IOException, StepFailure {
    idle.closeQuietly();
    long deadline = deadline();
    while (!letsIn()) {
      if (deadline - System.nanoTime() < 0) {
        throw new StepFailure(
            "no connection is accepted although the others are closed",
            "<the answer to a question on a new connection>",
            "<nothing, or a close>",
            StepFailure.NO_MARK);
      }
      pause(RETRY);
    }
  }

  private boolean letsIn() throws IOException {
    SessionConnection tried =
        new SessionConnection(
            target.access().connect(target.address(), target.timeout(), Framing.TEXT),
            Framing.TEXT);
    try {
      tried.probe();
    } catch (StepFailure | SocketException refused) {
      tried.closeQuietly();
      return false;
    }
    current = tried;
    synchronized (connections) {
      connections.put("after the crowd " + connections.size(), tried);
    }
    return true;
  }

  private long deadline() {
    return System.nanoTime() + target.timeout().toNanos();
  }

  public String lastSent() {
    return current == null ? "" : current.lastSent();
  }

  void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    long left = duration.toNanos();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = end - System.nanoTime();
    }
  }

  /** Ends a run that takes too long; its blocked read or write then fails. */
  public void expire() {
    expired = true;
    closeAll();
  }

  public boolean hasExpired() {
    return expired;
  }

  @Override
  public void close() {
    closeAll();
    idle.closeQuietly();
  }

  private List<SessionConnection> snapshot() {
    synchronized (connections) {
      return new ArrayList<>(connections.values());
    }
  }

  private void closeAll() {
    for (SessionConnection connection : snapshot()) {
      connection.closeQuietly();
    }
  }
}
