package dev.memotor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.protocol.ScriptedConnection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What holds for a decoder whatever it is sent. */
final class DecoderCheck {

  private static final int WIDE = 1_000_000;
  private static final long BUDGET = 1 << 24;
  private static final int MAX_ITEM = 1 << 20;
  private static final int HEADER = 24;
  private static final int MAGIC = 0x80;

  private DecoderCheck() {}

  /** Returns what the stream asks for, which must not depend on how it is cut. */
  static List<String> check(Wire wire, byte[] stream) {
    List<String> whole = decode(wire, stream, WIDE, stream.length);
    assertThat(decode(wire, stream, 3, 1)).as("byte by byte").isEqualTo(whole);
    Random random = new Random(Arrays.hashCode(stream));
    int portion = 1 + random.nextInt(40);
    int window = 1 + random.nextInt(8);
    assertThat(decode(wire, stream, window, portion))
        .as("portions of %d bytes, %d requests at a time", portion, window)
        .isEqualTo(whole);
    return whole;
  }

  private static List<String> decode(Wire wire, byte[] stream, int window, int portion) {
    ByteBudget.Share budget = new ByteBudget(BUDGET).newShare();
    ScriptedConnection connection = wire.connection(window, budget);
    for (int at = 0; at < stream.length; at += portion) {
      connection.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + portion)));
      assertThat(budget.take(BUDGET - MAX_ITEM - 64L * (stream.length + 100)))
          .as("memory for one value and what has come")
          .isTrue();
      budget.give(BUDGET - MAX_ITEM - 64L * (stream.length + 100));
    }
    assertThat(connection.widest()).isLessThanOrEqualTo(window + 1);
    List<String> log = connection.log();
    if (connection.isClosing()) {
      // A shutdown ends the connection before the server.
      assertThat(log.subList(Math.max(0, log.size() - 2), log.size()))
          .as("how it ends")
          .containsAnyOf("close", "abort");
    }
    if (wire == Wire.BINARY) {
      long frames = frames(stream);
      long answered = connection.asked();
      if (connection.isClosing()) {
        assertThat(answered).as("requests before the end: %s", log).isBetween(0L, frames + 1);
      } else {
        // One more where a value that comes later is refused already.
        assertThat(answered).as("requests: %s", log).isBetween(frames, frames + 1);
      }
    }
    connection.decoder().close();
    assertThat(budget.take(BUDGET)).as("all memory is given back").isTrue();
    return log;
  }

  /** Returns how many whole requests a stream begins with. */
  private static long frames(byte[] stream) {
    ByteBuffer in = ByteBuffer.wrap(stream);
    long count = 0;
    while (in.remaining() >= HEADER && (in.get(in.position()) & 0xff) == MAGIC) {
      long body = in.getInt(in.position() + 8) & 0xffffffffL;
      int prefix = (in.getShort(in.position() + 2) & 0xffff) + (in.get(in.position() + 4) & 0xff);
      if (prefix > body || body > in.remaining() - HEADER) {
        break;
      }
      in.position(in.position() + HEADER + (int) body);
      count++;
    }
    return count;
  }
}
