package dev.memotor.server.protocol.text;

import dev.memotor.engine.CasCondition;
import dev.memotor.engine.Concat;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.WriteOptions;
import dev.memotor.server.protocol.ValueIntake;
import org.jspecify.annotations.Nullable;

/** The classic commands that carry a value. */
enum Storage {
  SET,
  ADD,
  REPLACE,
  CAS,
  APPEND,
  PREPEND;

  /** Returns whether the value extends the existing one, which keeps its flags and exptime. */
  boolean concatenates() {
    return this == APPEND || this == PREPEND;
  }

  /**
   * Returns what creates the operation once the value has been read.
   *
   * @param condition of {@link #CAS}
   * @param maxLength of the value after an append or prepend
   */
  ValueIntake.FromValue operation(
      Key key, int flags, long exptime, @Nullable CasCondition condition, int maxLength) {
    return switch (this) {
      case SET -> value -> new Store(key, Store.Mode.SET, value, flags, exptime);
      case ADD -> value -> new Store(key, Store.Mode.ADD, value, flags, exptime);
      case REPLACE -> value -> new Store(key, Store.Mode.REPLACE, value, flags, exptime);
      case CAS ->
          value ->
              new Store(key, Store.Mode.SET, value, flags, exptime, new WriteOptions(condition));
      case APPEND -> value -> new Concat(key, Concat.Side.APPEND, value, maxLength);
      case PREPEND -> value -> new Concat(key, Concat.Side.PREPEND, value, maxLength);
    };
  }
}
