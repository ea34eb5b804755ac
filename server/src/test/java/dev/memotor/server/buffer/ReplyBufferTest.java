package dev.memotor.server.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Value;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** A value in two pieces outside the heap, which counts its pins. */
  private static final class Lent extends Value {

    private final ByteBuffer[] memory;
    private final boolean pinnable;
    private int pins;

    private Lent(byte[] bytes, boolean pinnable) {
      this.pinnable = pinnable;
      int split = bytes.length / 3;
      memory =
          new ByteBuffer[] {
            ByteBuffer.allocateDirect(split).put(bytes, 0, split).flip(),
            ByteBuffer.allocateDirect(bytes.length - split)
                .put(bytes, split, bytes.length - split)
                .flip()
          };
    }

    @Override
    public int length() {
      return memory[0].limit() + memory[1].limit();
    }

    @Override
    public int copyTo(int from, ByteBuffer target) {
      assertThat(from).isZero();
      target.put(memory[0].duplicate()).put(memory[1].duplicate());
      return length();
    }

    @Override
    public ByteBuffer[] pieces() {
      return new ByteBuffer[] {memory[0].duplicate(), memory[1].duplicate()};
    }

    @Override
    public boolean isLent() {
      return true;
    }

    @Override
    public boolean pin() {
      pins += pinnable ? 1 : 0;
      return pinnable;
    }

    @Override
    public void unpin() {
      pins--;
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void lentValue_isSentFromWhereItLies_andUnpinnedAfterItsLastPiece() {
    byte[] bytes = random(100_000);
    Lent lent = new Lent(bytes, true);
    List<ByteBuf> sent = new ArrayList<>();
    out.begin(PooledByteBufAllocator.DEFAULT, sent::add);
    out.put("head").putValue(lent).put("tail");
    assertThat(out.end()).isEqualTo(100_008);
    assertThat(sent.stream().map(ByteBuf::readableBytes)).containsExactly(4, 33_333, 66_667, 4);
    lent.memory[0].put(0, (byte) (bytes[0] + 1));
    assertThat(sent.get(1).getByte(0)).as("not a copy").isEqualTo((byte) (bytes[0] + 1));
    lent.memory[0].put(0, bytes[0]);
    for (int i = 3; i >= 1; i--) {
      assertThat(lent.pins).isOne();
      take(sent.get(i));
    }
    assertThat(lent.pins).isZero();
    take(sent.get(0));
    assertThat(buffers.get(2)).isEqualTo(Arrays.copyOf(bytes, 33_333));
    assertThat(buffers.get(1)).isEqualTo(Arrays.copyOfRange(bytes, 33_333, 100_000));
  }

  @Test
  void lentValue_thatIsSmallOrCannotBePinned_isCopied() {
    for (int length : new int[] {0, 1, 8 * 1024 - 1, 8 * 1024, 100_000}) {
      byte[] bytes = random(length);
      Lent lent = new Lent(bytes, length < 8 * 1024);
      begin().putValue(lent);
      assertThat(lent.pins).isZero();
      assertThat(out.end()).isEqualTo(length);
      assertThat(all()).isEqualTo(bytes);
    }
  }

  @Test
  void lentValue_isUnpinned_ifTheTargetFails() {
    for (int failing = 0; failing < 3; failing++) {
      Lent lent = new Lent(random(100_000), true);
      int left = failing;
      AtomicInteger taken = new AtomicInteger();
      out.begin(
          PooledByteBufAllocator.DEFAULT,
          buffer -> {
            buffer.release();
            if (taken.getAndIncrement() == left) {
              throw new IllegalStateException("expected by this test");
            }
          });
      assertThatThrownBy(() -> out.put("head").putValue(lent))
          .isInstanceOf(IllegalStateException.class);
      assertThat(lent.pins).as("failing at %d", failing).isZero();
    }
  }

  @Test
  void joinedValue_partlyOnTheHeap_isCopied() {
    byte[] bytes = random(100_000);
    Lent lent = new Lent(bytes, true);
    begin().putValue(Value.joined(Value.of(new byte[] {'x'}), lent));
    assertThat(out.end()).isEqualTo(100_001);
    assertThat(lent.pins).isZero();
    assertThat(Arrays.copyOfRange(all(), 1, 100_001)).isEqualTo(bytes);
  }
}
