package dev.memotor.conformance.wire;

import org.jspecify.annotations.Nullable;

/** The binary protocol's status codes, each with the text memcached puts into the body. */
public enum BinaryStatus {
  OK(0x0000, ""),
  NOT_FOUND(0x0001, "Not found"),
  EXISTS(0x0002, "Data exists for key."),
  TOO_LARGE(0x0003, "Too large."),
  INVALID(0x0004, "Invalid arguments"),
  NOT_STORED(0x0005, "Not stored."),
  NON_NUMERIC(0x0006, "Non-numeric server-side value for incr or decr"),
  AUTH_ERROR(0x0020, "Auth failure."),
  AUTH_CONTINUE(0x0021, ""),
  UNKNOWN_COMMAND(0x0081, "Unknown command"),
  OUT_OF_MEMORY(0x0082, "Out of memory");

  private final int code;
  private final String text;

  BinaryStatus(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  public String text() {
    return text;
  }

  public static @Nullable BinaryStatus of(int code) {
    for (BinaryStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    return null;
  }

  public static String nameOf(int code) {
    BinaryStatus known = of(code);
    return known == null ? String.format("0x%04x", code) : known.name();
  }
}
