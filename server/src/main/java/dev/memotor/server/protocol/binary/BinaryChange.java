package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to an operation that changes an item. */
final class BinaryChange extends BinaryReply {

  private final Opcode opcode;

  BinaryChange(Opcode opcode, int opaque) {
    super(opcode.code(), opaque);
    this.opcode = opcode;
  }

  @Override
  protected void writeResult(ReplyBuffer out, Operation operation, Result result) {
    switch (result.status()) {
      case OK -> {
        if (!opcode.isQuiet()) {
          success(out, operation, result);
        }
      }
      case NOT_FOUND -> putError(out, BinaryStatus.NOT_FOUND);
      case NOT_STORED -> putError(out, notStored());
      case EXISTS -> putError(out, BinaryStatus.EXISTS);
      // Only an append or prepend is found to be too large this late.
      case TOO_LARGE -> putError(out, BinaryStatus.NOT_STORED);
      case NON_NUMERIC -> putError(out, BinaryStatus.NON_NUMERIC);
    }
  }

  private BinaryStatus notStored() {
    return switch (opcode.base()) {
      case ADD -> BinaryStatus.EXISTS;
      case SET, REPLACE -> BinaryStatus.NOT_FOUND;
      default -> BinaryStatus.NOT_STORED;
    };
  }

  private void success(ReplyBuffer out, Operation operation, Result result) {
    switch (operation.kind()) {
      case STORE, CONCAT -> putEmpty(out, result.item().cas());
      case DELETE -> putEmpty(out, 0);
      case ARITHMETIC -> {
        putHeader(out, BinaryStatus.SUCCESS, 0, 0, Long.BYTES, result.item().cas());
        out.putLong(result.number());
      }
      case TOUCH -> {
        putHeader(out, BinaryStatus.SUCCESS, Integer.BYTES, 0, 0, result.item().cas());
        out.putInt(result.item().flags());
      }
      case GET -> throw new AssertionError("a get has another reply");
    }
  }
}
