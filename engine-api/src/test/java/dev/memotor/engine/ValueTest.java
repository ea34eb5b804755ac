package dev.memotor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ValueTest {

  /** A value outside the heap that counts its pins. */
  private static final class Lent extends Value {

    private final ByteBuffer memory;
    private final boolean pinnable;
    private int pins;

    Lent(String text, boolean pinnable) {
      byte[] bytes = ValueTest.bytes(text);
      memory = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      this.pinnable = pinnable;
    }

    @Override
    public int length() {
      return memory.limit();
    }

    @Override
    public int copyTo(int from, ByteBuffer target) {
      int count = Math.min(length() - from, target.remaining());
      target.put(memory.slice(from, count));
      return count;
    }

    @Override
    public boolean isLent() {
      return true;
    }

    @Override
    public ByteBuffer[] pieces() {
      return new ByteBuffer[] {memory.slice(0, 2), memory.slice(2, length() - 2)};
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Value heap(String text) {
    return Value.of(bytes(text));
  }

  private static void assertHolds(Value value, String text) {
    int length = text.length();
    assertThat(value.length()).isEqualTo(length);
    assertThat(value.bytes()).isEqualTo(bytes(text));
    byte[] target = new byte[length + 3];
    value.copyTo(target, 2);
    assertThat(target).isEqualTo(bytes("\0\0" + text + "\0"));
    for (int from = 0; from <= length; from++) {
      for (int room = 0; room <= length + 1; room++) {
        ByteBuffer part = ByteBuffer.allocate(room);
        int count = Math.min(room, length - from);
        assertThat(value.copyTo(from, part)).isEqualTo(count);
        assertThat(part.position()).isEqualTo(count);
        assertThat(new String(part.array(), 0, count, StandardCharsets.US_ASCII))
            .isEqualTo(text.substring(from, from + count));
      }
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (ByteBuffer piece : value.pieces()) {
      all.put(piece);
    }
    assertThat(all.array()).isEqualTo(bytes(text));
    assertThat(value).isEqualTo(heap(text)).hasSameHashCodeAs(heap(text));
    assertThat(heap(text)).isEqualTo(value);
    assertThat(value).isNotEqualTo(heap(text + " "));
    assertThat(value).hasToString(length + " bytes");
  }

  @Test
  void heapValue_isItsArray() {
    byte[] array = bytes("value");
    Value value = Value.of(array);
    assertHolds(value, "value");
    assertThat(value.bytes()).isSameAs(array);
    assertThat(value.kept()).isSameAs(value);
    assertThat(value.isLent()).isFalse();
    assertThat(value.pin()).isTrue();
    value.unpin();
    assertHolds(value, "value");
  }

  @Test
  void values_ofOtherBytes_differ() {
    assertThat(heap("a")).isNotEqualTo(heap("b")).isNotEqualTo("a");
  }

  @Test
  void joinedHeapValues_areOneArray() {
    Value joined = Value.joined(heap("one"), heap("two"));
    assertHolds(joined, "onetwo");
    assertThat(joined.pieces()).hasSize(1);
    assertThat(joined.bytes()).isSameAs(joined.bytes());
    assertHolds(Value.joined(heap(""), heap("")), "");
  }

  @Test
  void joinedValues_keepBytesInOrder_whereverTheyLie() {
    assertHolds(Value.joined(new Lent("one", true), heap("two")), "onetwo");
    assertHolds(Value.joined(heap("one"), new Lent("two", true)), "onetwo");
    Value inner = Value.joined(new Lent("one", true), new Lent("two", true));
    assertHolds(Value.joined(heap("three"), inner), "threeonetwo");
  }

  @Test
  void joinedValues_areLentIfAPartIs() {
    Value joined = Value.joined(heap("one"), new Lent("two", true));
    assertThat(joined.isLent()).isTrue();
    Value kept = joined.kept();
    assertThat(kept.isLent()).isFalse();
    assertHolds(kept, "onetwo");
  }

  @Test
  void joinedValues_pinBothPartsOrNone() {
    Lent first = new Lent("one", true);
    Lent second = new Lent("two", true);
    Value both = Value.joined(first, second);
    assertThat(both.pin()).isTrue();
    assertThat(first.pins).isOne();
    assertThat(second.pins).isOne();
    both.unpin();
    assertThat(first.pins).isZero();
    assertThat(second.pins).isZero();
    assertThat(Value.joined(first, new Lent("two", false)).pin()).isFalse();
    assertThat(first.pins).isZero();
    assertThat(Value.joined(new Lent("one", false), second).pin()).isFalse();
    assertThat(second.pins).isZero();
  }

  @Test
  void joinedValues_thatAreTooLong_areRefused() {
    Value half = Value.joined(new Endless(), heap(""));
    assertThatThrownBy(() -> Value.joined(half, half)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void keptItem_isTheSameUnlessItsValueIsLent() {
    Item onHeap = Item.restore(heap("value"), 1, 2, 3, Item.STALE, true, 4);
    assertThat(onHeap.kept()).isSameAs(onHeap);
    Item lent = Item.restore(new Lent("value", true), 1, 2, 3, Item.STALE, true, 4);
    Item kept = lent.kept();
    assertThat(kept).isEqualTo(onHeap).isEqualTo(lent);
    assertThat(kept.value().isLent()).isFalse();
    assertThat(kept.isFetched()).isTrue();
    assertThat(kept.lastAccess()).isEqualTo(4);
  }

  /** As long as a value can be, without the bytes. */
  private static final class Endless extends Value {

    @Override
    public int length() {
      return Integer.MAX_VALUE;
    }

    @Override
    public int copyTo(int from, ByteBuffer target) {
      throw new AssertionError("its bytes are not needed");
    }

    @Override
    public ByteBuffer[] pieces() {
      throw new AssertionError("its bytes are not needed");
    }
  }
}
