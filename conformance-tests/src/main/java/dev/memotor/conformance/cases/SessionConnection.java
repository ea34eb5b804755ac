package dev.memotor.conformance.cases;

import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.wire.BinaryFrame;
import dev.memotor.conformance.wire.FrameExpectation;
import dev.memotor.conformance.wire.FrameRequest;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Receiver;
import dev.memotor.conformance.wire.StepFailure;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.time.InstantSource;

/** A connection of a running case. */
public final class SessionConnection {

  private static final FrameRequest NOOP = FrameRequest.parse("NOOP opaque=0x70726f62");
  private static final FrameExpectation NOOP_REPLY =
      FrameExpectation.parse("NOOP opaque=0x70726f62");

  private final WireClient client;
  private final Framing framing;
  private final Receiver receiver;
  private String lastSent = "";
  private boolean finished;

  SessionConnection(WireClient client, Framing framing) {
    this.client = client;
    this.framing = framing;
    this.receiver = new Receiver(client);
  }

  WireClient client() {
    return client;
  }

  Framing framing() {
    return framing;
  }

  Receiver receiver() {
    return receiver;
  }

  String lastSent() {
    return lastSent;
  }

  void noteSent(String bytes) {
    lastSent = bytes;
  }

  boolean finished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  /** Returns a request that every server answers immediately. */
  public static String question(Framing framing) {
    return framing == Framing.TEXT
        ? "version\r\n"
        : NOOP.render(new Bindings("", InstantSource.system()));
  }

  void probe() throws IOException, StepFailure {
    client.send(question(framing));
    if (framing == Framing.TEXT) {
      String wanted = "<nothing, then the answer to 'version'>";
      String line = receiver.rawLine(wanted);
      if (!line.startsWith("VERSION ")) {
        throw receiver.withWhatFollows("unsolicited bytes", wanted, line, 0);
      }
      return;
    }
    Bindings none = new Bindings("", InstantSource.system());
    String wanted = "<nothing, then the answer to a NOOP>";
    BinaryFrame frame = receiver.frame(wanted);
    if (!NOOP_REPLY.differences(frame, none).isEmpty()) {
      throw new StepFailure("an unsolicited frame", wanted, FrameExpectation.describe(frame), 0);
    }
  }

  void closeQuietly() {
    try {
      client.close();
    } catch (IOException e) {
      // The run is over and judged; how the socket dies does not matter any more.
      finished = true;
    }
  }
}
