package dev.memotor.engine;

import java.util.Objects;

/**
 * Sets the moment of expiry of an item and keeps all else, its CAS number included. The result's
 * item is the one found, perhaps without its value; see {@link Result}.
 *
 * @param exptime UNIX seconds, or {@link Exptime#NEVER}
 */
public record Touch(Key key, long exptime) implements Operation {

  public Touch {
    Objects.requireNonNull(key, "key");
  }

  @Override
  public Kind kind() {
    return Kind.TOUCH;
  }

  @Override
  public boolean readsValue() {
    return false;
  }

  @Override
  public boolean takesCas() {
    return false;
  }
}
