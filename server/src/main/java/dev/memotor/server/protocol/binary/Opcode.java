package dev.memotor.server.protocol.binary;

import java.util.Arrays;

/** The opcodes of the binary protocol, and the shapes of their requests. */
enum Opcode {
  GET(0x00, Shape.KEY),
  SET(0x01, Shape.STORE),
  ADD(0x02, Shape.STORE),
  REPLACE(0x03, Shape.STORE),
  DELETE(0x04, Shape.KEY),
  INCREMENT(0x05, Shape.COUNT),
  DECREMENT(0x06, Shape.COUNT),
  QUIT(0x07, Shape.EMPTY),
  FLUSH(0x08, Shape.FLUSH),
  GETQ(0x09, GET),
  NOOP(0x0a, Shape.EMPTY),
  VERSION(0x0b, Shape.EMPTY),
  GETK(0x0c, GET, false),
  GETKQ(0x0d, GET, true),
  APPEND(0x0e, Shape.KEY_AND_VALUE),
  PREPEND(0x0f, Shape.KEY_AND_VALUE),
  STAT(0x10, Shape.STAT),
  SETQ(0x11, SET),
  ADDQ(0x12, ADD),
  REPLACEQ(0x13, REPLACE),
  DELETEQ(0x14, DELETE),
  INCREMENTQ(0x15, INCREMENT),
  DECREMENTQ(0x16, DECREMENT),
  QUITQ(0x17, QUIT),
  FLUSHQ(0x18, FLUSH),
  APPENDQ(0x19, APPEND),
  PREPENDQ(0x1a, PREPEND),
  TOUCH(0x1c, Shape.EXPTIME),
  GAT(0x1d, Shape.EXPTIME),
  GATQ(0x1e, GAT),
  SASL_LIST_MECHS(0x20, Shape.EMPTY),
  SASL_AUTH(0x21, Shape.KEY_AND_VALUE),
  SASL_STEP(0x22, Shape.KEY_AND_VALUE),
  GATK(0x23, GAT, false),
  GATKQ(0x24, GAT, true),
  UNKNOWN(-1, Shape.ANY);

  /** The lengths that a request may have. */
  private enum Shape {
    EMPTY(0, false, false),
    KEY(0, true, false),
    KEY_AND_VALUE(0, true, true),
    EXPTIME(Integer.BYTES, true, false),
    STORE(2 * Integer.BYTES, true, true),
    COUNT(2 * Long.BYTES + Integer.BYTES, true, false),
    ANY(0, false, false) {
      @Override
      boolean fits(int extrasLength, int keyLength, long valueLength) {
        return true;
      }
    },
    FLUSH(Integer.BYTES, false, false) {
      @Override
      boolean fits(int extrasLength, int keyLength, long valueLength) {
        return super.fits(extrasLength == 0 ? Integer.BYTES : extrasLength, keyLength, valueLength);
      }
    },
    STAT(0, false, false) {
      @Override
      boolean fits(int extrasLength, int keyLength, long valueLength) {
        return super.fits(extrasLength, 0, valueLength);
      }
    };

    private final int extras;
    private final boolean key;
    private final boolean value;

    Shape(int extras, boolean key, boolean value) {
      this.extras = extras;
      this.key = key;
      this.value = value;
    }

    boolean fits(int extrasLength, int keyLength, long valueLength) {
      return extrasLength == extras && keyLength > 0 == key && (value || valueLength == 0);
    }
  }

  private static final Opcode[] BY_CODE = new Opcode[0x100];

  static {
    Arrays.fill(BY_CODE, UNKNOWN);
    for (Opcode opcode : values()) {
      if (opcode != UNKNOWN) {
        BY_CODE[opcode.code] = opcode;
      }
    }
  }

  private final int code;
  private final Opcode base;
  private final Shape shape;
  private final boolean quiet;
  private final boolean withKey;

  Opcode(int code, Shape shape) {
    this.code = code;
    this.base = this;
    this.shape = shape;
    this.quiet = false;
    this.withKey = false;
  }

  /** The quiet variant of an opcode. */
  Opcode(int code, Opcode base) {
    this(code, base, true, false);
  }

  /** A get whose reply includes the key. */
  Opcode(int code, Opcode base, boolean quiet) {
    this(code, base, quiet, true);
  }

  Opcode(int code, Opcode base, boolean quiet, boolean withKey) {
    this.code = code;
    this.base = base;
    this.shape = base.shape;
    this.quiet = quiet;
    this.withKey = withKey;
  }

  /** Returns the opcode of a code from 0 to 255. */
  static Opcode of(int code) {
    return BY_CODE[code];
  }

  int code() {
    return code;
  }

  /** Returns the opcode of which this is a variant, or itself. */
  Opcode base() {
    return base;
  }

  /** Returns whether the normal outcome gets no reply. */
  boolean isQuiet() {
    return quiet;
  }

  boolean isWithKey() {
    return withKey;
  }

  boolean isSasl() {
    return base == SASL_LIST_MECHS || base == SASL_AUTH || base == SASL_STEP;
  }

  boolean fits(int extrasLength, int keyLength, long valueLength) {
    return shape.fits(extrasLength, keyLength, valueLength);
  }
}
