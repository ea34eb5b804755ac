package dev.memotor.server.protocol.binary;

import dev.memotor.engine.Result;
import dev.memotor.server.buffer.ReplyBuffer;

/** The reply to everything that changes an item. */
final class BinaryChange extends BinaryReply {

  /** What success shows. */
  enum Form {
    /** The new CAS number. */
    STORE,
    /** The number and its CAS number. */
    COUNT,
    /** The flags and the CAS number. */
    TOUCH,
    /** Nothing. */
    DELETE
  }

  private final Form form;
  private final boolean quiet;

  /** What "not stored" is called for this command. */
  private final BinaryStatus notStored;

  BinaryChange(int opcode, int opaque, Form form, boolean quiet, BinaryStatus notStored) {
    super(opcode, opaque);
    this.form = form;
    this.quiet = quiet;
    this.notStored = notStored;
  }

  @Override
  protected void writeReply(ReplyBuffer out) {
    if (failure() != null) {
      putError(out, BinaryStatus.of(failure()));
      return;
    }
    switch (result().status()) {
      case OK -> {
        if (!quiet) {
          success(out, result());
        }
      }
      case NOT_FOUND -> putError(out, BinaryStatus.NOT_FOUND);
      case NOT_STORED -> putError(out, notStored);
      case EXISTS -> putError(out, BinaryStatus.EXISTS);
      // Only an append or prepend learns of its length this late.
      case TOO_LARGE -> putError(out, BinaryStatus.NOT_STORED);
      case NON_NUMERIC -> putError(out, BinaryStatus.NON_NUMERIC);
    }
  }

  private void success(ReplyBuffer out, Result result) {
    switch (form) {
      case STORE -> putEmpty(out, result.item().cas());
      case DELETE -> putEmpty(out, 0);
      case COUNT -> {
        putHeader(out, BinaryStatus.SUCCESS.code(), 0, 0, Long.BYTES, result.item().cas());
        out.putLong(result.number());
      }
      case TOUCH -> {
        putHeader(out, BinaryStatus.SUCCESS.code(), 0, Integer.BYTES, 0, result.item().cas());
        out.putInt(result.item().flags());
      }
    }
  }
}
