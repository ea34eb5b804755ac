package dev.memotor.server.protocol.binary;

import dev.memotor.engine.EngineException;
import java.nio.charset.StandardCharsets;

/** The status codes of the binary protocol, with memcached's texts. */
enum BinaryStatus {
  SUCCESS(0x0000, ""),
  NOT_FOUND(0x0001, "Not found"),
  EXISTS(0x0002, "Data exists for key."),
  TOO_LARGE(0x0003, "Too large."),
  INVALID(0x0004, "Invalid arguments"),
  NOT_STORED(0x0005, "Not stored."),
  NON_NUMERIC(0x0006, "Non-numeric server-side value for incr or decr"),
  AUTH_FAILURE(0x0020, "Auth failure."),
  AUTH_CONTINUE(0x0021, ""),
  NO_ACCESS(0x0024, "No access."),
  UNKNOWN_COMMAND(0x0081, "Unknown command"),
  NO_MEMORY(0x0082, "Out of memory"),
  INTERNAL(0x0084, "Internal error"),
  TEMPORARY_FAILURE(0x0086, "Temporary failure");

  private final int code;
  private final byte[] text;

  BinaryStatus(int code, String text) {
    this.code = code;
    this.text = text.getBytes(StandardCharsets.US_ASCII);
  }

  int code() {
    return code;
  }

  byte[] text() {
    return text;
  }

  static BinaryStatus of(EngineException failure) {
    return switch (failure.kind()) {
      case FULL -> NO_MEMORY;
      case UNAVAILABLE, TIMEOUT, BUSY -> TEMPORARY_FAILURE;
      case CORRUPT, CONFIGURATION, INTERNAL -> INTERNAL;
    };
  }
}
