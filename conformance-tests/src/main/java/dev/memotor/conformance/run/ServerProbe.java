package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.cases.SessionConnection;
import dev.memotor.conformance.template.Bindings;
import dev.memotor.conformance.template.Escapes;
import dev.memotor.conformance.wire.BinaryFrame;
import dev.memotor.conformance.wire.BinaryStatus;
import dev.memotor.conformance.wire.FrameRequest;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.ServerAccess;
import dev.memotor.conformance.wire.ServerAddress;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.conformance.wire.WireClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about itself.
 *
 * @param version the memcached release it says it is, or the baseline if it does not say
 * @param capabilities of its storage engine if it is a memotor, whose deviations are documented
 *     here; null if it is none
 * @param refusals why it is not to be talked to in a framing; none for those that it speaks
 */
public record ServerProbe(
    ServerVersion version, @Nullable String capabilities, Map<Framing, String> refusals) {

  private static final String VERSION = "VERSION ";

  /** Only memotor reports the capabilities of a storage engine. */
  private static final String ENGINE_FIGURE = "STAT capabilities ";

  private static final String SHARED = "SHARED";
  private static final String PERSISTENT = "PERSISTENT";
  private static final String LOGIN_WANTED = "it wants a login first (--auth USER:PASSWORD)";
  private static final int SHOWN_MAX = 80;
  private static final Duration AFTERMATH = Duration.ofMillis(50);

  /** Something listens, but not a memcached that we can talk to. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why, null, false, false);
    }
  }

  /** The documented deviations that a server is granted unasked. */
  public Set<String> deviations() {
    return capabilities == null
        ? Set.of()
        : Deviations.load().ofMemotor(capabilities.contains(SHARED));
  }

  /** Whether it always knows when an item was read; engines with a store may forget that. */
  public boolean remembersReads() {
    return capabilities == null
        || !capabilities.contains(SHARED) && !capabilities.contains(PERSISTENT);
  }

  /** The framings that it speaks, as far as it was asked. */
  public Set<Framing> spoken() {
    Set<Framing> spoken = EnumSet.allOf(Framing.class);
    spoken.removeAll(refusals.keySet());
    return spoken;
  }

  /** Returns what it answered instead of its version. */
  public String complaints() {
    return refusals.values().stream().distinct().collect(Collectors.joining("; in a frame: "));
  }

  /**
   * Asks for the version in text, and in a frame if text says nothing or frames are to come.
   *
   * @throws IOException if nothing listens there
   */
  public static ServerProbe ask(
      InetSocketAddress address, Duration timeout, ServerAccess access, Set<Framing> wanted)
      throws IOException {
    listens(address, timeout);
    Map<Framing, String> refusals = new EnumMap<>(Framing.class);
    @Nullable String version = null;
    @Nullable String capabilities = null;
    for (Framing framing : Framing.values()) {
      if (framing == Framing.BINARY && version != null && !wanted.contains(framing)) {
        continue;
      }
      try (WireClient client = access.connect(address, timeout, framing)) {
        String said = framing == Framing.TEXT ? versionByText(client) : versionByFrame(client);
        version = version == null ? said : version;
        if (framing == Framing.TEXT) {
          capabilities = capabilities(client);
        }
      } catch (Refusal e) {
        refusals.put(framing, e.getMessage());
      } catch (EOFException e) {
        refusals.put(framing, "it closes the connection");
      } catch (SocketTimeoutException e) {
        refusals.put(
            framing, "it does not report its version within " + timeout.toSeconds() + " seconds");
      } catch (IOException e) {
        refusals.put(framing, Escapes.show(String.valueOf(e.getMessage())));
      }
    }
    return new ServerProbe(release(version), capabilities, refusals);
  }

  private static void listens(InetSocketAddress address, Duration timeout) throws IOException {
    String where = "no memcached server at " + ServerAddress.shown(address) + ": ";
    if (address.isUnresolved()) {
      throw new UnknownHostException(where + "no host of that name is known");
    }
    try {
      WireClient.socket(address, timeout).close();
    } catch (IOException e) {
      throw new IOException(where + e.getMessage(), e);
    }
  }

  /** An unusual version is judged as the baseline; a case checks its form. */
  private static ServerVersion release(@Nullable String version) {
    try {
      return version == null ? ServerVersion.BASELINE : ServerVersion.parse(version);
    } catch (IllegalArgumentException odd) {
      return ServerVersion.BASELINE;
    }
  }

  private static String versionByText(WireClient client) throws IOException, Refusal {
    client.send(SessionConnection.question(Framing.TEXT));
    StringBuilder line = new StringBuilder();
    for (int b = client.read(); b != '\n'; b = client.read()) {
      if (b < 0) {
        throw new Refusal("it closes the connection when asked for its version");
      }
      line.append((char) b);
      if (line.length() > SHOWN_MAX) {
        throw unlikeMemcached(line);
      }
    }
    String said = line.toString().strip();
    if (said.equals("CLIENT_ERROR unauthenticated")) {
      throw new Refusal(LOGIN_WANTED);
    }
    if (!said.startsWith(VERSION)) {
      throw unlikeMemcached(line);
    }
    return said.substring(VERSION.length());
  }

  private static String versionByFrame(WireClient client) throws IOException, Refusal {
    BinaryFrame version = answer(client, "VERSION");
    // Without a login, only the version may be asked for.
    answer(client, "NOOP");
    return version.value();
  }

  private static BinaryFrame answer(WireClient client, String request) throws IOException, Refusal {
    client.send(FrameRequest.parse(request).render(new Bindings("", InstantSource.system())));
    int magic = client.peek();
    if (magic < 0) {
      throw new Refusal("it closes the connection when asked by a frame");
    }
    if (magic != BinaryFrame.RESPONSE_MAGIC) {
      byte[] said = client.drain(SHOWN_MAX, AFTERMATH);
      throw unlikeMemcached(new String(said, StandardCharsets.ISO_8859_1));
    }
    BinaryFrame frame = client.readFrame();
    if (frame.status() == BinaryStatus.AUTH_ERROR.code()) {
      throw new Refusal(LOGIN_WANTED);
    }
    if (frame.status() != BinaryStatus.OK.code()) {
      throw new Refusal("it answers " + request + " with " + BinaryStatus.nameOf(frame.status()));
    }
    return frame;
  }

  private static Refusal unlikeMemcached(CharSequence said) {
    return new Refusal("asked for its version, it says: " + Escapes.show(said.toString().strip()));
  }

  /** Whatever a server says to an unknown group of stats, the version that follows ends it. */
  private static @Nullable String capabilities(WireClient client) throws IOException {
    client.send("stats engine\r\nversion\r\n");
    @Nullable String found = null;
    String line = client.readLine();
    while (!line.startsWith(VERSION)) {
      if (line.startsWith(ENGINE_FIGURE)) {
        found = line.substring(ENGINE_FIGURE.length());
      }
      line = client.readLine();
    }
    return found;
  }
}
