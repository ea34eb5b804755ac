package dev.memotor.engine;

import java.util.Objects;

/**
 * Stores a whole item.
 *
 * @param value on the heap, or a full {@link Landing}, which this operation then owns; its length
 *     has been checked against the item limit
 * @param flags the client's 32 bits
 * @param exptime UNIX seconds or {@link Exptime#NEVER}; one in the past makes the item dead on
 *     arrival: the result is still {@link Status#OK}, and the item stored before is gone
 */
public record Store(Key key, Mode mode, Value value, int flags, long exptime, WriteOptions options)
    implements ValueWrite {

  /** When to store. */
  public enum Mode {
    /** Whether or not there is an item. */
    SET,
    /** Only if there is none; a condition is ignored. */
    ADD,
    /** Only if there is one. */
    REPLACE
  }

  public Store {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(options, "options");
  }

  /** Stores unconditionally but for the mode. */
  public Store(Key key, Mode mode, Value value, int flags, long exptime) {
    this(key, mode, value, flags, exptime, WriteOptions.NONE);
  }

  /** Stores a value on the heap, which the caller gives away, unconditionally but for the mode. */
  public Store(Key key, Mode mode, byte[] value, int flags, long exptime) {
    this(key, mode, Value.of(value), flags, exptime);
  }

  /** Stores a value on the heap, which the caller gives away. */
  public Store(Key key, Mode mode, byte[] value, int flags, long exptime, WriteOptions options) {
    this(key, mode, Value.of(value), flags, exptime, options);
  }

  @Override
  public Kind kind() {
    return Kind.STORE;
  }

  @Override
  public boolean readsItem() {
    return mode != Mode.SET || condition() != null;
  }

  @Override
  public boolean readsValue() {
    return false;
  }

  @Override
  public int valueLength() {
    return value.length();
  }
}
