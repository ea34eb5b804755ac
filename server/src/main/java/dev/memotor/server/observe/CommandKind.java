package dev.memotor.server.observe;

import dev.memotor.engine.Arithmetic;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Delete;
import dev.memotor.engine.Get;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Store;
import java.util.Locale;

/** The commands whose times are told apart, whatever protocol they came by. */
public enum CommandKind {
  GET,
  SET,
  CONCAT,
  COUNT,
  DELETE,
  TOUCH;

  private final String label = name().toLowerCase(Locale.ROOT);

  public static CommandKind of(Operation operation) {
    if (operation instanceof Get) {
      return GET;
    }
    if (operation instanceof Store) {
      return SET;
    }
    if (operation instanceof Arithmetic) {
      return COUNT;
    }
    if (operation instanceof Delete) {
      return DELETE;
    }
    return operation instanceof Concat ? CONCAT : TOUCH;
  }

  /** The name in metrics. */
  public String label() {
    return label;
  }
}
