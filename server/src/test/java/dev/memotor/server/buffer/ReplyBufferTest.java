package dev.memotor.server.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Value;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReplyBufferTest {

  private final List<byte[]> buffers = new ArrayList<>();
  private final ReplyBuffer out = new ReplyBuffer();

  private ReplyBuffer begin() {
    buffers.clear();
    out.begin(PooledByteBufAllocator.DEFAULT, this::take);
    return out;
  }

  private void take(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    buffer.release();
    buffers.add(bytes);
  }

  private byte[] all() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    buffers.forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  @Test
  void pieces_leaveAsOneBuffer() {
    begin().put("VALUE ").put('k').put(new byte[] {'x', 'y', 'z'}, 1, 2).put(' ');
    out.putDecimal(0).put(' ').putDecimal(-1).crlf();
    out.putByte(0x81).putShort(0x0102).putInt(0x03040506).putLong(0x0708090a0b0c0d0eL);
    long size = out.size();
    assertThat(out.end()).isEqualTo(size);
    assertThat(buffers).hasSize(1);
    String text = new String(all(), StandardCharsets.ISO_8859_1);
    assertThat(text)
        .isEqualTo(
            "VALUE ky 0 18446744073709551615\r\n\u0081\u0001\u0002\u0003\u0004\u0005\u0006"
                + "\u0007\u0008\u0009\n\u000b\u000c\r\u000e");
  }

  @Test
  void nothing_leavesNoBuffer() {
    begin();
    assertThat(out.end()).isZero();
    assertThat(buffers).isEmpty();
  }

  @Test
  void largeValue_takesWhatPrecedesItAlong() {
    begin()
        .put("head")
        .putValue(Value.of(new byte[100_000]))
        .put("tail")
        .putValue(Value.of(new byte[10]));
    assertThat(out.size()).isEqualTo(100_018);
    assertThat(out.end()).isEqualTo(100_018);
    assertThat(buffers).hasSize(2);
    assertThat(buffers.get(0)).hasSize(100_004);
  }

  @Test
  void anyMixOfSizes_keepsEveryByteInOrder() {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      begin();
      for (int i = 0; i < 40; i++) {
        byte[] piece = new byte[random.nextInt(1 << random.nextInt(19))];
        random.nextBytes(piece);
        expected.writeBytes(piece);
        if (random.nextBoolean()) {
          out.putValue(Value.of(piece));
        } else {
          out.put(piece);
        }
        assertThat(out.size()).isEqualTo(expected.size());
      }
      assertThat(out.end()).isEqualTo(expected.size());
      assertThat(all()).as("seed %d", seed).isEqualTo(expected.toByteArray());
    }
  }
}
