package dev.memotor.conformance.wire;

import dev.memotor.conformance.template.Bindings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How to get into a server.
 *
 * @param tls whether it speaks TLS
 * @param credentials user to log in as, or null for none
 */
public record ServerAccess(boolean tls, @Nullable Credentials credentials) {

  /** Clear text, no login. */
  public static final ServerAccess OPEN = new ServerAccess(false, null);

  /**
   * A connection on which any command may follow.
   *
   * @throws IOException if the server cannot be reached or does not let in
   */
  public WireClient connect(InetSocketAddress address, Duration timeout, Framing framing)
      throws IOException {
    Socket plain = WireClient.socket(address, timeout);
    WireClient client =
        WireClient.over(tls ? TlsSockets.over(plain, address, timeout) : plain, timeout);
    if (credentials != null) {
      try {
        if (framing == Framing.TEXT) {
          authenticateText(client, credentials);
        } else {
          authenticateBinary(client, credentials);
        }
      } catch (IOException | RuntimeException e) {
        client.close();
        throw e;
      }
    }
    return client;
  }

  /** memcached's {@code -Y}: the first set is no set. */
  private static void authenticateText(WireClient client, Credentials credentials)
      throws IOException {
    byte[] token =
        (credentials.user() + " " + credentials.password()).getBytes(StandardCharsets.UTF_8);
    client.send("set auth 0 0 " + token.length + "\r\n");
    client.send(token);
    client.send("\r\n");
    String line = client.readLine();
    if (!line.equals("STORED")) {
      throw notIn(credentials, line);
    }
  }

  /** SASL PLAIN. */
  private static void authenticateBinary(WireClient client, Credentials credentials)
      throws IOException {
    Bindings none = new Bindings("", InstantSource.system());
    String token = "\\0" + visible(credentials.user()) + "\\0" + visible(credentials.password());
    FrameRequest request = FrameRequest.parse("SASL_AUTH key=PLAIN value=\"" + token + "\"");
    client.send(request.render(none));
    BinaryFrame reply = client.readFrame();
    if (reply.status() != BinaryStatus.OK.code()) {
      throw notIn(credentials, reply.value());
    }
  }

  private static IOException notIn(Credentials credentials, String said) {
    return new IOException("the server does not let " + credentials + " in: " + said);
  }

  private static String visible(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append(String.format("\\x%02x", b & 0xff));
    }
    return out.toString();
  }
}
