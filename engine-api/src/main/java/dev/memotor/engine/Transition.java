package dev.memotor.engine;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What an operation does to the item under its key, and the result to report. */
public final class Transition {

  /** What becomes of the key. */
  public enum Kind {
    /** Nothing changes. */
    KEEP,
    /** Nothing changes but the access record, which an engine may update as it likes or not. */
    ACCESS,
    /** {@link Transition#item()} replaces whatever was there. */
    PUT,
    /** Whatever was there goes. */
    REMOVE
  }

  private final Kind kind;
  private final @Nullable Item item;
  private final Result result;

  private Transition(Kind kind, @Nullable Item item, Result result) {
    this.kind = kind;
    this.item = item;
    this.result = result;
  }

  static Transition keep(Result result) {
    return new Transition(Kind.KEEP, null, result);
  }

  static Transition access(Item item, Result result) {
    return new Transition(Kind.ACCESS, item, result);
  }

  static Transition put(Item item, Result result) {
    return new Transition(Kind.PUT, item, result);
  }

  static Transition remove(Result result) {
    return new Transition(Kind.REMOVE, null, result);
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Returns the item to put, or the one accessed.
   *
   * @throws NoSuchElementException for {@link Kind#KEEP} and {@link Kind#REMOVE}
   */
  public Item item() {
    if (item == null) {
      throw new NoSuchElementException(kind + " has no item");
    }
    return item;
  }

  /** Returns what {@link #item()} returns; null for {@link Kind#KEEP} and {@link Kind#REMOVE}. */
  public @Nullable Item itemOrNull() {
    return item;
  }

  /** What to report once the change is made. */
  public Result result() {
    return result;
  }

  /** Whether the store must change. */
  public boolean changes() {
    return kind == Kind.PUT || kind == Kind.REMOVE;
  }
}
