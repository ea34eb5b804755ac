package dev.memotor.server.protocol;

import dev.memotor.engine.EngineException;

/** The text that clients see of a failed operation: the kind, never the cause. */
public final class FailureText {

  private FailureText() {}

  /** Returns the text after {@code SERVER_ERROR}, and the body of a binary error. */
  public static String of(EngineException failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE -> "storage is unavailable, try again later";
      case TIMEOUT -> "storage did not answer in time";
      case BUSY -> "storage is busy, try again later";
      // Clients match this exact text to tell a full server from a broken one.
      case FULL -> "out of memory storing object";
      case CORRUPT -> "stored item cannot be read";
      case CONFIGURATION, INTERNAL -> "internal error";
    };
  }
}
