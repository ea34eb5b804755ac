package dev.memotor.engine;

/** How an operation ended. Misses and conflicts are ends like any other, never exceptions. */
public enum Status {
  /** Done: found, stored, touched, counted or deleted. */
  OK,
  /** There is no such item (an expired one is none). */
  NOT_FOUND,
  /** The store's mode was not met: add on an item, replace or concat on none. */
  NOT_STORED,
  /** The CAS number was another one. */
  EXISTS,
  /** The value that would result is over the limit. */
  TOO_LARGE,
  /** The value to count on is not a number. */
  NON_NUMERIC
}
