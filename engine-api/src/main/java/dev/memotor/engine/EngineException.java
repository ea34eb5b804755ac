package dev.memotor.engine;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation, or an engine, failed. The message is for the operator of the server; clients
 * learn only the kind.
 *
 * <p>Carries no stack trace unless it has a cause: an unavailable store fails many operations, all
 * for the same reason.
 */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Kinds of failure, each with what a client may do about it. */
  public enum Kind {
    /** The store cannot be reached; try again later. */
    UNAVAILABLE,
    /** The store did not answer in time; the operation may or may not have taken effect. */
    TIMEOUT,
    /** Too many operations are waiting; nothing was done. */
    BUSY,
    /** There is no space; nothing was stored. */
    FULL,
    /** What is stored cannot be read. */
    CORRUPT,
    /** The configuration is wrong; only while opening. */
    CONFIGURATION,
    /** A fault of the engine. */
    INTERNAL
  }

  private final Kind kind;

  public EngineException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public EngineException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause, false, true);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * Converts any failure: an {@code EngineException}, also one that a {@link CompletionException}
   * wraps, is returned as it is; anything else becomes the cause of a new one of kind {@link
   * Kind#INTERNAL}.
   *
   * @param what begins the message of a new exception, for example {@code "the flush failed"}
   */
  public static EngineException of(Throwable failure, String what) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof EngineException known
        ? known
        : new EngineException(Kind.INTERNAL, what + ": " + cause, cause);
  }

  public Kind kind() {
    return kind;
  }
}
