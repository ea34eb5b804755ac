package dev.memotor.conformance.wire;

import org.jspecify.annotations.Nullable;

/** The binary protocol's commands under the names case files use. */
public enum Opcode {
  GET(0x00, Extras.NONE, Reply.ITEM),
  SET(0x01, Extras.STORE, Reply.NEW_CAS),
  ADD(0x02, Extras.STORE, Reply.NEW_CAS),
  REPLACE(0x03, Extras.STORE, Reply.NEW_CAS),
  DELETE(0x04, Extras.NONE, Reply.PLAIN),
  INCREMENT(0x05, Extras.COUNTER, Reply.NEW_CAS),
  DECREMENT(0x06, Extras.COUNTER, Reply.NEW_CAS),
  QUIT(0x07, Extras.NONE, Reply.PLAIN),
  FLUSH(0x08, Extras.OPTIONAL_EXPIRY, Reply.PLAIN),
  GETQ(0x09, Extras.NONE, Reply.ITEM),
  NOOP(0x0a, Extras.NONE, Reply.PLAIN),
  VERSION(0x0b, Extras.NONE, Reply.PLAIN),
  GETK(0x0c, Extras.NONE, Reply.ITEM),
  GETKQ(0x0d, Extras.NONE, Reply.ITEM),
  APPEND(0x0e, Extras.NONE, Reply.NEW_CAS),
  PREPEND(0x0f, Extras.NONE, Reply.NEW_CAS),
  STAT(0x10, Extras.NONE, Reply.PLAIN),
  SETQ(0x11, Extras.STORE, Reply.NEW_CAS),
  ADDQ(0x12, Extras.STORE, Reply.NEW_CAS),
  REPLACEQ(0x13, Extras.STORE, Reply.NEW_CAS),
  DELETEQ(0x14, Extras.NONE, Reply.PLAIN),
  INCREMENTQ(0x15, Extras.COUNTER, Reply.NEW_CAS),
  DECREMENTQ(0x16, Extras.COUNTER, Reply.NEW_CAS),
  QUITQ(0x17, Extras.NONE, Reply.PLAIN),
  FLUSHQ(0x18, Extras.OPTIONAL_EXPIRY, Reply.PLAIN),
  APPENDQ(0x19, Extras.NONE, Reply.NEW_CAS),
  PREPENDQ(0x1a, Extras.NONE, Reply.NEW_CAS),
  VERBOSITY(0x1b, Extras.NONE, Reply.PLAIN),
  TOUCH(0x1c, Extras.EXPIRY, Reply.ITEM),
  GAT(0x1d, Extras.EXPIRY, Reply.ITEM),
  GATQ(0x1e, Extras.EXPIRY, Reply.ITEM),
  SASL_LIST_MECHS(0x20, Extras.NONE, Reply.PLAIN),
  SASL_AUTH(0x21, Extras.NONE, Reply.PLAIN),
  SASL_STEP(0x22, Extras.NONE, Reply.PLAIN),
  GATK(0x23, Extras.EXPIRY, Reply.ITEM),
  GATKQ(0x24, Extras.EXPIRY, Reply.ITEM);

  /** The extras a well-formed request carries. */
  public enum Extras {
    NONE,
    STORE,
    COUNTER,
    EXPIRY,
    OPTIONAL_EXPIRY
  }

  /** What a success answers beside key and value. */
  public enum Reply {
    /** Nothing, and a CAS of zero. */
    PLAIN,
    /** A CAS that is not zero. */
    NEW_CAS,
    /** The item's flags as extras, and its CAS. */
    ITEM
  }

  private final int code;
  private final Extras extras;
  private final Reply reply;

  Opcode(int code, Extras extras, Reply reply) {
    this.code = code;
    this.extras = extras;
    this.reply = reply;
  }

  public int code() {
    return code;
  }

  public Extras extras() {
    return extras;
  }

  public Reply reply() {
    return reply;
  }

  /** The command of a code, or null for a code that no server implements. */
  public static @Nullable Opcode of(int code) {
    for (Opcode opcode : values()) {
      if (opcode.code == code) {
        return opcode;
      }
    }
    return null;
  }

  public static String nameOf(int code) {
    Opcode known = of(code);
    return known == null ? String.format("0x%02x", code) : known.name();
  }
}
