package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Escapes;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Reads the replies of one connection and distinguishes wrong, missing and surplus bytes. */
public final class Receiver {

  /** Generous: no frame of any case is larger than the biggest item. */
  private static final long BODY_LENGTH_MAX = 8L << 20;

  private static final int LINE_LENGTH_MAX = 4 << 20;
  private static final int SHOWN_MAX = 300;
  private static final Duration AFTERMATH = Duration.ofMillis(40);

  private final WireClient client;

  public Receiver(WireClient client) {
    this.client = client;
  }

  public void expectBytes(String wanted) throws IOException, StepFailure {
    StringBuilder got = new StringBuilder();
    for (int i = 0; i < wanted.length(); i++) {
      int b = next(() -> Escapes.show(wanted), got);
      got.append((char) b);
      if (b != wanted.charAt(i)) {
        throw withWhatFollows("the reply differs", Escapes.show(wanted), got.toString(), i);
      }
    }
  }

  /** A line with its line end. */
  public String rawLine(String wanted) throws IOException, StepFailure {
    StringBuilder got = new StringBuilder();
    int b;
    do {
      b = next(() -> wanted, got);
      got.append((char) b);
    } while (b != '\n' && got.length() < LINE_LENGTH_MAX);
    return got.toString();
  }

  public BinaryFrame frame(String wanted) throws IOException, StepFailure {
    byte[] header = exactly(BinaryFrame.HEADER_LENGTH, wanted);
    long bodyLength = BinaryFrame.bodyLength(header);
    if (bodyLength > BODY_LENGTH_MAX) {
      String shown = Escapes.show(new String(header, StandardCharsets.ISO_8859_1));
      throw new StepFailure(
          "not a frame: a body of " + bodyLength + " bytes", wanted, shown, StepFailure.NO_MARK);
    }
    byte[] body = exactly((int) bodyLength, wanted);
    try {
      return BinaryFrame.of(header, body);
    } catch (IllegalArgumentException e) {
      String shown = Escapes.show(new String(header, StandardCharsets.ISO_8859_1));
      throw new StepFailure(String.valueOf(e.getMessage()), wanted, shown, StepFailure.NO_MARK);
    }
  }

  public void expectClosed() throws IOException, StepFailure {
    String wanted = "<closed by the server>";
    try {
      int b = client.read();
      if (b >= 0) {
        throw withWhatFollows("bytes instead of a close", wanted, Character.toString((char) b), 0);
      }
    } catch (SocketTimeoutException e) {
      throw new StepFailure("the connection stays open", wanted, "<nothing>", StepFailure.NO_MARK);
    } catch (IOException reset) {
      // A server that closes with input unread makes the kernel send a reset, which is a close too.
      return;
    }
  }

  public void expectNothing(Duration quiet) throws IOException, StepFailure {
    byte[] bytes = client.drain(SHOWN_MAX, quiet);
    if (bytes.length > 0) {
      String got = new String(bytes, StandardCharsets.ISO_8859_1);
      throw StepFailure.ofBytes("bytes where silence was due", "<nothing>", got, 0);
    }
  }

  /** Adds what the server says next, which usually explains the failure. */
  public StepFailure withWhatFollows(String problem, String wanted, String got, int differsAt) {
    String more;
    try {
      byte[] bytes = client.drain(SHOWN_MAX, AFTERMATH);
      more = new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      more = "";
    }
    return StepFailure.ofBytes(problem, wanted, got + more, differsAt);
  }

  private byte[] exactly(int count, String wanted) throws IOException, StepFailure {
    byte[] bytes = new byte[count];
    StringBuilder got = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int b = next(() -> wanted, got);
      bytes[i] = (byte) b;
      got.append((char) b);
    }
    return bytes;
  }

  private int next(Supplier<String> wanted, StringBuilder gotSoFar)
      throws IOException, StepFailure {
    String problem;
    try {
      int b = client.read();
      if (b >= 0) {
        return b;
      }
      problem = "the server closed the connection";
    } catch (SocketTimeoutException e) {
      problem = "bytes are missing: nothing more came in time";
    } catch (EOFException e) {
      problem = "the server closed the connection";
    }
    throw StepFailure.ofBytes(problem, wanted.get(), gotSoFar.toString(), gotSoFar.length());
  }
}
