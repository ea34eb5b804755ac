package dev.memotor.engine;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended, and what its reply may show. Immutable.
 *
 * <p>{@link #item()} is, by operation: for a {@link Get} the item as it was before the get touched
 * or marked it (or the one it created); for a {@link Touch} the item as it was; for {@link Store},
 * {@link Concat} and {@link Arithmetic} the item as stored; for all else, and whenever the status
 * is not {@link Status#OK}, null.
 *
 * <p>The item is right in everything but its access record and its value: only a {@link Get}'s item
 * has the value for certain, that of another operation may have any other one in its place. For a
 * {@link Store} and a {@link Concat}, {@link #valueLength()} is right nonetheless.
 */
public final class Result {

  private static final int WON = 1;
  private static final int CREATED = 2;
  private static final int EXPIRED = 4;

  /** The number is the length of the value. */
  private static final int LENGTH = 8;

  /** Nothing there. */
  public static final Result NOT_FOUND = new Result(Status.NOT_FOUND, null, 0, 0);

  /** Nothing there any more: an item was, and has expired. */
  public static final Result EXPIRED_ITEM = new Result(Status.NOT_FOUND, null, 0, EXPIRED);

  public static final Result NOT_STORED = new Result(Status.NOT_STORED, null, 0, 0);
  public static final Result EXISTS = new Result(Status.EXISTS, null, 0, 0);
  public static final Result TOO_LARGE = new Result(Status.TOO_LARGE, null, 0, 0);
  public static final Result NON_NUMERIC = new Result(Status.NON_NUMERIC, null, 0, 0);

  /** Done, with nothing to show. */
  public static final Result DONE = new Result(Status.OK, null, 0, 0);

  private final Status status;
  private final int marks;
  private final @Nullable Item item;
  private final long number;

  private Result(Status status, @Nullable Item item, long number, int marks) {
    this.status = Objects.requireNonNull(status, "status");
    this.item = item;
    this.number = number;
    this.marks = marks;
  }

  /** Done; {@code item} is what the class comment says. */
  public static Result ok(Item item) {
    return new Result(Status.OK, item, 0, 0);
  }

  /** Done, as {@link #ok(Item)}, with an item whose value is not there. */
  public static Result ok(Item item, int valueLength) {
    return new Result(Status.OK, item, valueLength, LENGTH);
  }

  /** A hit whose reader won the right to recache. */
  public static Result won(Item item) {
    return new Result(Status.OK, item, 0, WON);
  }

  /** A miss on which the reader created the item and won. */
  public static Result vivified(Item item) {
    return new Result(Status.OK, item, 0, WON | CREATED);
  }

  /** A count; {@code number} is unsigned. */
  public static Result counted(Item item, long number) {
    return new Result(Status.OK, item, number, 0);
  }

  /** A count that began here. */
  public static Result countCreated(Item item, long number) {
    return new Result(Status.OK, item, number, CREATED);
  }

  /**
   * Returns a result that stays valid after the turn: this one, or one with a copy of the value on
   * the heap; see {@link Value#kept()}.
   */
  public Result kept() {
    Item kept = item == null ? null : item.kept();
    return kept == item ? this : new Result(status, kept, number, marks);
  }

  public Status status() {
    return status;
  }

  public boolean isOk() {
    return status == Status.OK;
  }

  /**
   * Returns the item; see the class comment.
   *
   * @throws NoSuchElementException if there is none
   */
  public Item item() {
    if (item == null) {
      throw new NoSuchElementException(status + " without an item");
    }
    return item;
  }

  /** Returns what {@link #item()} returns; null if there is none. */
  public @Nullable Item itemOrNull() {
    return item;
  }

  /** Returns the length of the item's value, in bytes; 0 if there is no item. */
  public int valueLength() {
    if ((marks & LENGTH) != 0) {
      return (int) number;
    }
    return item == null ? 0 : item.value().length();
  }

  /** Returns the number after counting, unsigned. */
  public long number() {
    return (marks & LENGTH) != 0 ? 0 : number;
  }

  /** Whether this reader won the right to recache the item. */
  public boolean isWon() {
    return (marks & WON) != 0;
  }

  /** Whether the operation created the item because there was none. */
  public boolean isCreated() {
    return (marks & CREATED) != 0;
  }

  /** Whether the miss is one because the item has expired. */
  public boolean isExpired() {
    return (marks & EXPIRED) != 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Result result
        && status == result.status
        && marks == result.marks
        && number == result.number
        && Objects.equals(item, result.item);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, marks, number, item);
  }

  @Override
  public String toString() {
    return status
        + (item == null ? "" : " " + item)
        + (number == 0 ? "" : " " + Long.toUnsignedString(number))
        + (isWon() ? " won" : "")
        + (isCreated() ? " created" : "")
        + (isExpired() ? " expired" : "");
  }
}
