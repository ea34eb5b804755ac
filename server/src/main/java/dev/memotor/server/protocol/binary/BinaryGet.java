package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Item;
import dev.memotor.server.buffer.ReplyBuffer;
import java.util.Arrays;

/** The reply to the gets and gats. */
final class BinaryGet extends BinaryReply {

  private static final int FLAGS_LENGTH = 4;

  private final boolean quiet;
  private final boolean withKey;
  private final int prefixLength;

  BinaryGet(int opcode, int opaque, boolean quiet, boolean withKey, int prefixLength) {
    super(opcode, opaque);
    this.quiet = quiet;
    this.withKey = withKey;
    this.prefixLength = prefixLength;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (failure() != null) {
      putError(out, BinaryStatus.of(failure()));
      return;
    }
    byte[] key = withKey ? shownKey() : nothing();
    if (result().isOk()) {
      Item item = result().item();
      byte[] value = item.value();
      putHeader(
          out, BinaryStatus.SUCCESS.code(), key.length, FLAGS_LENGTH, value.length, item.cas());
      out.putInt(item.flags()).put(key).putValue(value);
    } else if (!quiet) {
      if (withKey) {
        putHeader(out, BinaryStatus.NOT_FOUND.code(), key.length, 0, 0, 0);
        out.put(key);
      } else {
        putError(out, BinaryStatus.NOT_FOUND);
      }
    }
  }

  private byte[] shownKey() {
    byte[] key = operation().key().bytes();
    return prefixLength == 0 ? key : Arrays.copyOfRange(key, prefixLength, key.length);
  }
}
