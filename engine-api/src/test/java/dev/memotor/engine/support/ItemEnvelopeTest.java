package dev.memotor.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Item;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ItemEnvelopeTest {

  /** Format 1 on disk, forever: a change requires a new version. */
  private static final String GOLDEN =
      "01" + "07" + "deadbeef" + "fffffffe" + "6b49d200" + "0123456789abcdef" + "00ff7f80";

  private static final Item ITEM =
      Item.restore(
          new byte[] {0, -1, 127, -128},
          0xdeadbeef,
          0xfffffffeL,
          0x0123456789abcdefL,
          7,
          false,
          1_800_000_000L);

  private static byte[] golden() {
    return HexFormat.of().parseHex(GOLDEN);
  }

  @Test
  void toBytes_isTheGoldenForm() {
    assertThat(HexFormat.of().formatHex(ItemEnvelope.toBytes(ITEM))).isEqualTo(GOLDEN);
    assertThat(ItemEnvelope.length(ITEM)).isEqualTo(GOLDEN.length() / 2);
  }

  @Test
  void read_acceptsTheGoldenForm() {
    Item item = ItemEnvelope.read(golden(), 0, golden().length);
    assertThat(item).isEqualTo(ITEM);
    assertThat(item.lastAccess()).isEqualTo(1_800_000_000L);
    assertThat(item.isFetched()).isFalse();
    assertThat(item.isStale() && item.isWon() && item.hasBinaryKey()).isTrue();
  }

  @Test
  void readAndWrite_inTheMiddleOfAnArray() {
    byte[] target = new byte[40];
    Arrays.fill(target, (byte) 9);
    int end = ItemEnvelope.write(ITEM, target, 5);
    assertThat(end).isEqualTo(5 + 26);
    assertThat(target[4]).isEqualTo((byte) 9);
    assertThat(target[end]).isEqualTo((byte) 9);
    assertThat(ItemEnvelope.read(target, 5, end)).isEqualTo(ITEM);
    assertThat(ItemEnvelope.exptime(target, 5, end)).isEqualTo(0xfffffffeL);
    assertThat(ItemEnvelope.read(target, 5, ITEM.value())).isEqualTo(ITEM);
  }

  @Test
  void emptyValue_andHighestNumbers() {
    Item item = Item.of(new byte[0], -1, Exptime.MAX, -1, Exptime.MAX);
    byte[] bytes = ItemEnvelope.toBytes(item);
    assertThat(bytes).hasSize(ItemEnvelope.HEADER_LENGTH);
    Item again = ItemEnvelope.read(bytes, 0, bytes.length);
    assertThat(again).isEqualTo(item);
    assertThat(again.lastAccess()).isEqualTo(Exptime.MAX);
  }

  @Test
  void read_refusesOtherBytes() {
    assertThatThrownBy(() -> ItemEnvelope.read(golden(), 0, 21))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CORRUPT))
        .hasMessage("a stored item of 21 bytes is shorter than its header");
    byte[] future = golden();
    future[0] = 2;
    assertThatThrownBy(() -> ItemEnvelope.exptime(future, 0, future.length))
        .hasMessage("a stored item has format 2, this version reads 1");
  }
}
