package dev.memotor.server.auth;

import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do: whether it must authenticate first, and what its user's rights and
 * keys are. Used on the connection's event loop only.
 */
public final class Session {

  /** Stats groups that reveal no keys; users restricted to a prefix may read them. */
  private static final Set<String> KEYLESS_STATS =
      Set.of("", "settings", "items", "slabs", "sizes", "conns", "engine", "extstore");

  private final boolean needsUser;
  private final boolean offersSasl;
  private @Nullable User user;
  private byte[] prefix = {};

  private Session(boolean needsUser, boolean offersSasl) {
    this.needsUser = needsUser;
    this.offersSasl = offersSasl;
  }

  /** Creates the session of a server without users. */
  public static Session open() {
    return new Session(false, false);
  }

  /**
   * Creates a session that may do nothing before its user is known.
   *
   * @param offersSasl whether that can happen in the binary protocol
   */
  public static Session closed(boolean offersSasl) {
    return new Session(true, offersSasl);
  }

  /** Returns whether the server has users. */
  public boolean needsUser() {
    return needsUser;
  }

  /** Returns whether only authentication is allowed now. */
  public boolean isLocked() {
    return needsUser && user == null;
  }

  public boolean offersSasl() {
    return offersSasl;
  }

  /** Sets the user that the client has authenticated as. */
  public void enter(User newUser) {
    user = newUser;
    prefix = newUser.prefix().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Forgets the user: the client is no longer authenticated. */
  public void leave() {
    user = null;
    prefix = new byte[0];
  }

  public boolean isReadOnly() {
    return user != null && user.readOnly();
  }

  /** Returns whether the session is restricted to a part of the store. */
  public boolean hasPrefix() {
    return prefix.length > 0;
  }

  /** Returns whether commands that affect all users are allowed. */
  public boolean mayAdminister() {
    return !isReadOnly() && !hasPrefix();
  }

  /**
   * Returns whether the user may read a group of stats.
   *
   * @param group empty for the general ones
   * @param changes whether that resets or configures them
   */
  public boolean maySeeStats(String group, boolean changes) {
    return !(isReadOnly() && changes) && (!hasPrefix() || KEYLESS_STATS.contains(group));
  }

  /** Returns whether the user may do this. */
  public boolean permits(Operation operation) {
    return user == null || !user.readOnly() || !operation.writesItem();
  }

  /** Returns the length of the longest key that the client may use: the prefix counts too. */
  public int maxKeyLength() {
    return Key.MAX_LENGTH - prefix.length;
  }

  /** Returns how many leading bytes of a stored key are hidden from the client. */
  public int prefixLength() {
    return prefix.length;
  }

  /** Returns whether an item belongs to the user. */
  public boolean owns(Key key) {
    byte[] bytes = key.bytes();
    if (bytes.length <= prefix.length) {
      return prefix.length == 0;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the stored key for the client's key in {@code in[from, to)}. */
  public Key key(byte[] in, int from, int to) {
    if (prefix.length == 0) {
      return Key.copyOf(in, from, to);
    }
    byte[] bytes = new byte[prefix.length + to - from];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    System.arraycopy(in, from, bytes, prefix.length, to - from);
    return Key.of(bytes);
  }
}
