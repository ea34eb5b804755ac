package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Item;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Value;
import dev.memotor.server.buffer.ReplyBuffer;
import java.util.Arrays;

/** The reply to a get or gat. */
final class BinaryGet extends BinaryReply {

  private final Opcode opcode;

  /** Bytes of the key that the client does not see. */
  private final int prefixLength;

  BinaryGet(Opcode opcode, int opaque, int prefixLength) {
    super(opcode.code(), opaque);
    this.opcode = opcode;
    this.prefixLength = prefixLength;
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    byte[] key = opcode.isWithKey() ? visibleKey(operation.key().bytes()) : NOTHING;
    if (result.isOk()) {
      Item item = result.item();
      Value value = item.value();
      putHeader(out, BinaryStatus.SUCCESS, Integer.BYTES, key.length, value.length(), item.cas());
      out.putInt(item.flags()).put(key).putValue(value);
    } else if (!opcode.isQuiet()) {
      // memcached shows either the key or the text.
      byte[] text = opcode.isWithKey() ? NOTHING : BinaryStatus.NOT_FOUND.text();
      putBody(out, BinaryStatus.NOT_FOUND, key, text);
    }
  }

  private byte[] visibleKey(byte[] key) {
    return prefixLength == 0 ? key : Arrays.copyOfRange(key, prefixLength, key.length);
  }
}
