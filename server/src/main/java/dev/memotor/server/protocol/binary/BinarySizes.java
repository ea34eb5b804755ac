package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.ItemSizes;
import java.nio.charset.StandardCharsets;

/** The packets of {@code STAT sizes}. */
final class BinarySizes implements ItemListing {

  private final int opaque;
  private final ItemSizes sizes = new ItemSizes();

  BinarySizes(int opaque) {
    this.opaque = opaque;
  }

  @Override
  public boolean item(Key key, Item item, ReplyBuffer out) {
    sizes.add(key, item);
    return true;
  }

  @Override
  public void end(ReplyBuffer out) {
    sizes
        .counts()
        .forEach(
            (size, count) -> put(out, BinaryStatus.SUCCESS, Long.toString(size), count.toString()));
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
