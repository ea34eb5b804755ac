package dev.memotor.server.auth;

import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do: whether it has to say first who it is, and what its user's rights and
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

  /** The session of a server without users. */
  public static Session open() {
    return new Session(false, false);
  }

  /**
   * A session that may do nothing before its user is known.
   *
   * @param offersSasl whether that can happen in the binary protocol
   */
  public static Session closed(boolean offersSasl) {
    return new Session(true, offersSasl);
  }

  /** Whether the server has users at all. */
  public boolean needsUser() {
    return needsUser;
  }

  /** Whether nothing but an authentication is allowed now. */
  public boolean isLocked() {
    return needsUser && user == null;
  }

  public boolean offersSasl() {
    return offersSasl;
  }

  /** The client has proved to be a user. */
  public void enter(User newUser) {
    user = newUser;
    prefix = newUser.prefix().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The client is no longer authenticated. */
  public void leave() {
    user = null;
    prefix = new byte[0];
  }

  public boolean isReadOnly() {
    return user != null && user.readOnly();
  }

  /** Whether the session is confined to a part of the store. */
  public boolean hasPrefix() {
    return prefix.length > 0;
  }

  /** Whether commands that affect all users are allowed. */
  public boolean mayAdminister() {
    return !isReadOnly() && !hasPrefix();
  }

  /**
   * Whether the user may ask for a group of stats.
   *
   * @param group empty for the general ones
   * @param changes whether that resets or configures them
   */
  public boolean maySeeStats(String group, boolean changes) {
    return !(isReadOnly() && changes) && (!hasPrefix() || KEYLESS_STATS.contains(group));
  }

  /** Whether the user may do this. */
  public boolean permits(Operation operation) {
    return user == null || !user.readOnly() || !operation.writesItem();
  }

  /** The longest key that the client may use: the prefix counts too. */
  public int maxKeyLength() {
    return Key.MAX_LENGTH - prefix.length;
  }

  /** How many leading bytes of a stored key are hidden from the client. */
  public int prefixLength() {
    return prefix.length;
  }

  /** Whether an item is the user's. */
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

  /** The stored key for the client's key in {@code in[from, to)}. */
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
