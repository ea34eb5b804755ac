package dev.memotor.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.fixture.BinaryPacket;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary streams: every opcode, cut anywhere, and garbage. */
final class BinaryDecodingTest {

  private static final int WIDE = 1_000_000;
  private static final int QUIT = 0x07;
  private static final int QUITQ = 0x17;
  private static final int NOOP = 0x0a;

  private static BinaryPacket packet(int opcode) {
    return BinaryPacket.request(opcode).opaque(opcode << 8);
  }

  /** Every opcode but quit, well-formed, with values of all lengths. */
  private static byte[] everything(int... valueLengths) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int opcode = 0; opcode <= 0x25; opcode++) {
      BinaryPacket packet = packet(opcode);
      switch (opcode) {
        case QUIT, QUITQ -> {
          continue;
        }
        case 0x00, 0x09, 0x0c, 0x0d, 0x04, 0x14 -> packet.key("key");
        case 0x01, 0x02, 0x03, 0x11, 0x12, 0x13 ->
            packet.key("key").extras(new byte[8]).value("value");
        case 0x0e, 0x0f, 0x19, 0x1a -> packet.key("key").value("value").cas(7);
        case 0x05, 0x06, 0x15, 0x16 -> packet.key("key").extras(new byte[20]);
        case 0x1c, 0x1d, 0x1e, 0x23, 0x24 -> packet.key("key").extras(new byte[4]);
        case 0x08, 0x18 -> packet.extras(new byte[] {0, 0, 0, 10});
        case 0x10 -> packet.key("settings");
        // SASL and unknown opcodes, which are skipped; 0x20 has no body.
        case 0x1b, 0x1f, 0x21, 0x22, 0x25 -> packet.key("key").value("unknown");
        default -> {}
      }
      out.writeBytes(packet.toBytes());
    }
    for (int length : valueLengths) {
      BinaryPacket set = packet(0x01).key("key").extras(new byte[8]).value(new byte[length]);
      out.writeBytes(set.toBytes());
    }
    out.writeBytes(packet(NOOP).toBytes());
    return out.toByteArray();
  }

  private static List<String> decode(byte[] stream, int window, int portion) {
    ScriptedConnection connection = ScriptedConnection.binary(window);
    for (int at = 0; at < stream.length; at += portion) {
      connection.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + portion)));
    }
    assertThat(connection.widest()).isLessThanOrEqualTo(window + 1);
    return connection.log();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 23, 24, 25, 100, 1_460, 65_536})
  void everyOpcode_inPortionsOfAnyLength_asksTheSame(int portion) {
    // Tiny portions of large values would prove nothing more and be slow.
    byte[] stream = portion < 100 ? everything(0, 2_000, 1) : everything(0, 70_000, 2_000_000, 1);
    List<String> whole = decode(stream, WIDE, stream.length);
    assertThat(whole).hasSizeGreaterThan(40);
    for (int window : new int[] {1, 4, WIDE}) {
      assertThat(decode(stream, window, portion)).as("window %d", window).isEqualTo(whole);
    }
  }

  @Test
  void everyOpcode_cutAtEveryByte_asksTheSame() {
    byte[] stream = everything(0, 1);
    List<String> whole = decode(stream, WIDE, stream.length);
    for (int cut = 1; cut < stream.length; cut++) {
      ScriptedConnection connection = ScriptedConnection.binary(4);
      connection.feed(Arrays.copyOf(stream, cut));
      connection.feed(Arrays.copyOfRange(stream, cut, stream.length));
      assertThat(connection.log()).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {QUIT, QUITQ})
  void quit_dropsTheRest(int opcode) {
    ScriptedConnection connection = ScriptedConnection.binary(WIDE);
    connection.feed(packet(opcode).toBytes()).feed(packet(NOOP).toBytes());
    assertThat(connection.log()).endsWith("close").hasSize(opcode == QUIT ? 2 : 1);
  }

  @Test
  void wrongShape_isRefusedAndEndsTheConnection() {
    for (int opcode = 0; opcode <= 0x24; opcode++) {
      // No opcode has three bytes of extras.
      ScriptedConnection connection = ScriptedConnection.binary(WIDE);
      connection.feed(packet(opcode).extras(new byte[3]).key("k").value("v").toBytes());
      connection.feed(packet(NOOP).toBytes());
      boolean unknown = opcode == 0x1b || opcode == 0x1f;
      assertThat(connection.isClosing()).as("opcode %d", opcode).isEqualTo(!unknown);
      assertThat(connection.log()).hasSize(2);
    }
  }

  @Test
  void hugeLengths_allocateNothing() {
    byte[] header = packet(0x01).extras(new byte[8]).key("key").toBytes();
    for (int length : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 30, 10}) {
      byte[] stream = header.clone();
      stream[8] = (byte) (length >>> 24);
      stream[9] = (byte) (length >>> 16);
      stream[10] = (byte) (length >>> 8);
      stream[11] = (byte) length;
      ScriptedConnection connection =
          ScriptedConnection.binary(WIDE, new ByteBudget(100).newShare()).feed(stream);
      // Refused at once, or swallowed: never kept.
      assertThat(connection.isClosing() || connection.decoder().wantsValue()).isTrue();
    }
  }

  @Test
  void garbage_wholeOrByteByByte_asksTheSame() {
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (out.size() < 600) {
        byte[] packet =
            packet(random.nextInt(0x28))
                .extras(new byte[random.nextInt(3) * 4])
                .key("k".repeat(random.nextInt(4)))
                .value("v".repeat(random.nextInt(3) * 20))
                .toBytes();
        if (random.nextInt(3) == 0) {
          packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        out.writeBytes(packet);
      }
      byte[] stream = out.toByteArray();
      List<String> whole = decode(stream, WIDE, stream.length);
      assertThat(decode(stream, 3, 1)).as("seed %d", seed).isEqualTo(whole);
      assertThat(decode(stream, 4, 1 + random.nextInt(60))).as("seed %d", seed).isEqualTo(whole);
    }
  }
}
