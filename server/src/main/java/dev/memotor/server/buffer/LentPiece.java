package dev.memotor.server.buffer;

import dev.memotor.engine.Value;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of a pinned value on its way to the network, sent from where it lies in the engine's
 * memory. When the last piece of the value has been released, the value is unpinned.
 */
final class LentPiece extends UnpooledDirectByteBuf {

  private final Value value;
  private final AtomicInteger unreleased;

  private LentPiece(
      ByteBufAllocator allocator, ByteBuffer piece, Value value, AtomicInteger unreleased) {
    super(allocator, piece, piece.remaining());
    this.value = value;
    this.unreleased = unreleased;
  }

  /**
   * Returns the pieces of a pinned value, which are now in charge of its pin.
   *
   * @param pieces all direct and not read-only
   */
  static ByteBuf[] of(Value value, ByteBuffer[] pieces, ByteBufAllocator allocator) {
    AtomicInteger unreleased = new AtomicInteger(pieces.length);
    ByteBuf[] buffers = new ByteBuf[pieces.length];
    for (int i = 0; i < pieces.length; i++) {
      buffers[i] = new LentPiece(allocator, pieces[i], value, unreleased);
    }
    return buffers;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    if (unreleased.decrementAndGet() == 0) {
      value.unpin();
    }
  }
}
