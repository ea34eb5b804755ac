package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;

/**
 * An operation that took longer than the threshold.
 *
 * @param micros until the engine had answered
 * @param operations how many the engine was executing together; 1 if this one's own time is known
 * @param at UNIX seconds of its end
 */
public record SlowOperation(Key key, Operation.Kind kind, long micros, int operations, long at) {

  /** Returns what stats and metrics call operations of a kind. */
  public static String label(Operation.Kind kind) {
    return switch (kind) {
      case GET -> "get";
      case STORE -> "set";
      case CONCAT -> "concat";
      case ARITHMETIC -> "count";
      case DELETE -> "delete";
      case TOUCH -> "touch";
    };
  }
}
