package dev.memotor.server.observe.keys;

import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;

/**
 * An operation that took longer than the threshold.
 *
 * @param micros how long the engine took to answer
 * @param operations how many operations the time is for; 1 if it is of this one alone
 * @param at when it ended, in UNIX seconds
 */
public record SlowOperation(Key key, Operation.Kind kind, long micros, int operations, long at) {

  /** Returns the name of a kind in stats and metrics. */
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
