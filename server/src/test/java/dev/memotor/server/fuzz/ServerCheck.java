package dev.memotor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What holds for the replies of a server whatever it is sent. */
final class ServerCheck implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private static final Pattern BLOCK =
      Pattern.compile("VALUE \\S+ \\d+ (\\d+)(?: \\d+)?|VA (\\d+)( .*)?", Pattern.DOTALL);
  private static final Pattern LINE =
      Pattern.compile(
          "STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|TOUCHED|OK|END|RESET|MN|\\d+"
              + "|(EN|ERROR|CLIENT_ERROR|SERVER_ERROR|VERSION|STAT|HD|NS|NF|EX|ME|ITEM|BADCLASS|BUSY"
              + "|NOSPARE|SAME|MEMLIMIT|PREFIX|ts=|key=).*",
          Pattern.DOTALL);

  private final TestServer server = TestServer.start();

  void check(byte[] stream) {
    String replies;
    try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write(stream);
      client.shutdownOutput();
      replies = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no end of the replies", e);
    } catch (IOException e) {
      // Closed by the server while it was still being sent to.
      return;
    }
    // The first byte decides.
    if (stream.length == 0 || stream[0] != (byte) 0x80) {
      checkText(replies);
    } else {
      checkFrames(stream, Wire.bytes(replies));
    }
  }

  private static void checkText(String replies) {
    int at = 0;
    while (at < replies.length()) {
      int end = replies.indexOf("\r\n", at);
      assertThat(end).as("a reply without its end: %s", replies.substring(at)).isNotNegative();
      String line = replies.substring(at, end);
      at = end + 2;
      Matcher block = BLOCK.matcher(line);
      if (block.matches()) {
        int length = Integer.parseInt(block.group(1) == null ? block.group(2) : block.group(1));
        assertThat(replies.startsWith("\r\n", at + length)).as("the value of %s", line).isTrue();
        at += length + 2;
      } else {
        assertThat(line).matches(LINE);
      }
    }
  }

  /** Each reply is whole, and they come in the order of the requests. */
  private static void checkFrames(byte[] requests, byte[] replies) {
    List<Integer> asked = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(requests);
    while (in.remaining() >= 24) {
      asked.add(in.getInt(in.position() + 12));
      long body = in.getInt(in.position() + 8) & 0xffffffffL;
      in.position((int) Math.min(in.limit(), in.position() + 24 + body));
    }
    int next = 0;
    ByteBuffer out = ByteBuffer.wrap(replies);
    while (out.hasRemaining()) {
      int start = out.position();
      assertThat(out.remaining()).isGreaterThanOrEqualTo(24);
      assertThat(out.get(start) & 0xff).as("magic").isEqualTo(0x81);
      int body = out.getInt(start + 8);
      assertThat(body).isBetween(0, out.remaining() - 24);
      assertThat((out.getShort(start + 2) & 0xffff) + (out.get(start + 4) & 0xff))
          .as("lengths of key and extras")
          .isLessThanOrEqualTo(body);
      int opaque = out.getInt(start + 12);
      while (next < asked.size() && asked.get(next) != opaque) {
        next++;
      }
      assertThat(next).as("a reply to %08x out of order", opaque).isLessThan(asked.size());
      out.position(start + 24 + body);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
