package dev.memotor.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole item.
 *
 * @param value given away by the caller; its length has been checked against the item limit
 * @param flags the client's 32 bits
 * @param exptime UNIX seconds or {@link Exptime#NEVER}; one in the past makes the item dead on
 *     arrival: the answer is still {@link Status#OK}, and what was there is gone
 * @param condition what the item's CAS number must be; null if it does not matter
 * @param newCas the CAS number to give, or 0 for the next one
 * @param binaryKey whether the key came in base64
 */
public record Store(
    Key key,
    Mode mode,
    byte[] value,
    int flags,
    long exptime,
    @Nullable CasCondition condition,
    long newCas,
    boolean binaryKey)
    implements Operation {

  /** When to write. */
  public enum Mode {
    /** Whether or not there is an item. */
    SET,
    /** Only if there is none. */
    ADD,
    /** Only if there is one. */
    REPLACE
  }

  public Store {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(value, "value");
  }

  /** An unconditional write in the given mode. */
  public Store(Key key, Mode mode, byte[] value, int flags, long exptime) {
    this(key, mode, value, flags, exptime, null, 0, false);
  }

  @Override
  public Kind kind() {
    return Kind.STORE;
  }

  @Override
  public boolean readsItem() {
    return mode != Mode.SET || condition != null;
  }

  @Override
  public boolean readsValue() {
    return false;
  }

  @Override
  public boolean takesCas() {
    return newCas == 0;
  }

  @Override
  public int valueLength() {
    return value.length;
  }
}
