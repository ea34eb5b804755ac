package dev.memotor.server.protocol.binary;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemSizes;
import java.nio.charset.StandardCharsets;

/** The packets of {@code STAT sizes}. */
final class BinarySizes extends ItemSizes {

  private final int opaque;

  BinarySizes(int opaque) {
    this.opaque = opaque;
  }

  @Override
  protected void putCount(ReplyBuffer out, long size, long count) {
    put(out, BinaryStatus.SUCCESS, Long.toString(size), Long.toString(count));
  }

  @Override
  protected void putEnd(ReplyBuffer out) {
    put(out, BinaryStatus.SUCCESS, "", "");
  }

  @Override
  public void busy(ReplyBuffer out) {
    put(out, BinaryStatus.NO_MEMORY, "", "busy with another listing");
  }

  @Override
  public void failed(ReplyBuffer out) {
    put(out, BinaryStatus.NO_MEMORY, "", "the listing is incomplete");
  }

  private void put(ReplyBuffer out, BinaryStatus status, String key, String value) {
    new BinaryFixed(Opcode.STAT.code(), opaque, status)
        .putBody(
            out,
            status,
            key.getBytes(StandardCharsets.US_ASCII),
            value.getBytes(StandardCharsets.US_ASCII));
  }
}
