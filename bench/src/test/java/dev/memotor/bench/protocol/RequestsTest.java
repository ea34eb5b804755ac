package dev.memotor.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Values;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RequestsTest {

  private static final Keyspace KEYS = Keyspace.of(1000, "key", 4);

  private final Values values = new Values(2000);

  @Test
  void text() {
    RequestWriter writer = Protocol.TEXT.writer(KEYS, values, 0);
    assertThat(text(out -> writer.get(out, 7, 0))).isEqualTo("get key0007\r\n");
    assertThat(text(out -> writer.get(out, 999, 0))).isEqualTo("get key0999\r\n");
    assertThat(text(out -> writer.multiGet(out, new int[] {1, 22, 333}, 2, 0)))
        .isEqualTo("get key0001 key0022\r\n");
    assertThat(text(out -> writer.set(out, 3, 5, 0)))
        .isEqualTo("set key0003 0 0 5\r\n" + value(3, 5) + "\r\n");
    assertThat(text(out -> writer.set(out, 4, 1234, 0)))
        .isEqualTo("set key0004 0 0 1234\r\n" + value(4, 1234) + "\r\n");
    assertThat(text(out -> writer.setCounter(out, 5, 0))).isEqualTo("set keyn-0005 0 0 1\r\n0\r\n");
    assertThat(text(out -> writer.increment(out, 5, 0))).isEqualTo("incr keyn-0005 1\r\n");
  }

  @Test
  void textWithExpiry() {
    RequestWriter writer = Protocol.TEXT.writer(KEYS, values, 60);
    assertThat(text(out -> writer.set(out, 3, 0, 0))).isEqualTo("set key0003 0 60 0\r\n\r\n");
  }

  @Test
  void meta() {
    RequestWriter writer = Protocol.META.writer(KEYS, values, 0);
    assertThat(text(out -> writer.get(out, 7, 0))).isEqualTo("mg key0007 v\r\n");
    assertThat(text(out -> writer.multiGet(out, new int[] {1, 2}, 2, 0)))
        .isEqualTo("mg key0001 v k q\r\nmg key0002 v k q\r\nmn\r\n");
    assertThat(text(out -> writer.set(out, 3, 10, 0)))
        .isEqualTo("ms key0003 10\r\n" + value(3, 10) + "\r\n");
    assertThat(text(out -> writer.setCounter(out, 5, 0))).isEqualTo("ms keyn-0005 1\r\n0\r\n");
    assertThat(text(out -> writer.increment(out, 5, 0))).isEqualTo("ma keyn-0005 v\r\n");
    RequestWriter expiring = Protocol.META.writer(KEYS, values, 60);
    assertThat(text(out -> expiring.set(out, 3, 1, 0)))
        .isEqualTo("ms key0003 1 T60\r\n" + value(3, 1) + "\r\n");
  }

  @Test
  void binary() {
    RequestWriter writer = Protocol.BINARY.writer(KEYS, values, 60);
    String key = hex("key0007");
    assertThat(hexOf(out -> writer.get(out, 7, 0x11223344)))
        .isEqualTo("80000007000000000000000711223344" + "0000000000000000" + key);
    assertThat(hexOf(out -> writer.multiGet(out, new int[] {7, 7}, 2, 5)))
        .isEqualTo(
            "80090007000000000000000700000005"
                + "0000000000000000"
                + key
                + "80090007000000000000000700000006"
                + "0000000000000000"
                + key
                + "800a0000000000000000000000000007"
                + "0000000000000000");
    assertThat(hexOf(out -> writer.set(out, 7, 3, 1)))
        .isEqualTo(
            "80010007080000000000001200000001"
                + "0000000000000000"
                + "00000000"
                + "0000003c"
                + key
                + hex(value(7, 3)));
    assertThat(hexOf(out -> writer.increment(out, 7, 1)))
        .isEqualTo(
            "80050009140000000000001d00000001"
                + "0000000000000000"
                + "0000000000000001"
                + "0000000000000000"
                + "ffffffff"
                + hex("keyn-0007"));
    assertThat(hexOf(out -> writer.setCounter(out, 7, 1)))
        .isEqualTo(
            "80010009080000000000001200000001"
                + "0000000000000000"
                + "00000000"
                + "0000003c"
                + hex("keyn-0007")
                + hex("0"));
  }

  @Test
  void resp() {
    RequestWriter writer = Protocol.RESP.writer(KEYS, values, 0);
    assertThat(text(out -> writer.get(out, 7, 0)))
        .isEqualTo("*2\r\n$3\r\nGET\r\n$7\r\nkey0007\r\n");
    assertThat(text(out -> writer.multiGet(out, new int[] {1, 2}, 2, 0)))
        .isEqualTo("*3\r\n$4\r\nMGET\r\n$7\r\nkey0001\r\n$7\r\nkey0002\r\n");
    assertThat(text(out -> writer.set(out, 3, 2, 0)))
        .isEqualTo("*3\r\n$3\r\nSET\r\n$7\r\nkey0003\r\n$2\r\n" + value(3, 2) + "\r\n");
    assertThat(text(out -> writer.increment(out, 3, 0)))
        .isEqualTo("*2\r\n$4\r\nINCR\r\n$9\r\nkeyn-0003\r\n");
    RequestWriter expiring = Protocol.RESP.writer(KEYS, values, 60);
    assertThat(text(out -> expiring.set(out, 3, 2, 0)))
        .isEqualTo(
            "*5\r\n$3\r\nSET\r\n$7\r\nkey0003\r\n$2\r\n"
                + value(3, 2)
                + "\r\n$2\r\nEX\r\n$2\r\n60\r\n");
  }

  @Test
  void requestsFitIntoTheRoomThatIsMadeForThem() {
    int[] keys = {1, 2, 3};
    for (Protocol protocol : Protocol.values()) {
      RequestWriter writer = protocol.writer(KEYS, values, 2_000_000_000);
      int room = writer.overhead();
      assertThat(length(out -> writer.get(out, 1, 0))).isLessThanOrEqualTo(room);
      assertThat(length(out -> writer.multiGet(out, keys, 3, 0))).isLessThanOrEqualTo(3 * room);
      assertThat(length(out -> writer.multiGet(out, keys, 1, 0))).isLessThanOrEqualTo(room);
      assertThat(length(out -> writer.set(out, 1, 1000, 0))).isLessThanOrEqualTo(room + 1000);
      assertThat(length(out -> writer.setCounter(out, 1, 0))).isLessThanOrEqualTo(room + 1);
      assertThat(length(out -> writer.increment(out, 1, 0))).isLessThanOrEqualTo(room);
    }
  }

  private String value(int key, int size) {
    ByteBuffer out = ByteBuffer.allocate(size);
    values.put(out, key, size);
    return new String(out.array(), StandardCharsets.US_ASCII);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hexOf(Consumer<ByteBuffer> request) {
    return HexFormat.of().formatHex(bytes(request));
  }

  private static String text(Consumer<ByteBuffer> request) {
    return new String(bytes(request), StandardCharsets.US_ASCII);
  }

  private static int length(Consumer<ByteBuffer> request) {
    return bytes(request).length;
  }

  private static byte[] bytes(Consumer<ByteBuffer> request) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    request.accept(out);
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }
}
