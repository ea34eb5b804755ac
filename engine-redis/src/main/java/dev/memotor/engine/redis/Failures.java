package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Key;
import java.net.SocketTimeoutException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/** What Redis' errors, and the loss of a connection, mean to an operation. */
final class Failures {

  private Failures() {}

  /** Redis answered with an error. */
  static EngineException ofReply(JedisException error, HostAndPort at) {
    String text = String.valueOf(error.getMessage());
    if (text.startsWith("CORRUPT ")) {
      return new EngineException(
          Kind.CORRUPT, text.substring("CORRUPT ".length()) + " in Redis at " + at);
    }
    if (text.contains("OOM ")) {
      return new EngineException(Kind.FULL, "Redis at " + at + " is at its maxmemory: " + text);
    }
    if (isTransient(text) || error instanceof JedisAccessControlException) {
      return new EngineException(Kind.UNAVAILABLE, "Redis at " + at + " says: " + text);
    }
    return new EngineException(Kind.INTERNAL, "Redis at " + at + " says: " + text);
  }

  /** The key is somebody else's. */
  static EngineException ofAnotherType(Key key, HostAndPort at) {
    return new EngineException(
        Kind.CORRUPT,
        "key "
            + key
            + " in Redis at "
            + at
            + " holds another type and no item; with the engine's option foreign=replace, stores and"
            + " deletes take it away");
  }

  /** Whether the command needs another type than the key has. */
  static boolean isOfAnotherType(JedisException error) {
    // An error inside a script comes wrapped in words that differ between versions.
    return String.valueOf(error.getMessage()).contains("WRONGTYPE");
  }

  /** Whether the node that answered is no master any more. */
  static boolean isReadOnly(JedisException error) {
    return String.valueOf(error.getMessage()).contains("READONLY");
  }

  /** The connection broke. */
  static EngineException ofConnection(JedisException error, HostAndPort at) {
    return isTimeout(error)
        ? new EngineException(Kind.TIMEOUT, "Redis at " + at + " did not answer in time")
        : new EngineException(
            Kind.UNAVAILABLE, "the connection to Redis at " + at + " is lost: " + reason(error));
  }

  /** No connection to a node that holds items could be made. */
  static EngineException ofConnecting(JedisException error, HostAndPort at) {
    return ofConnecting(error, at, false);
  }

  /** No connection could be made. */
  static EngineException ofConnecting(JedisException error, HostAndPort at, boolean sentinel) {
    String reason = reason(error);
    if (isRefusedLogin(error, reason)) {
      return new EngineException(
          Kind.CONFIGURATION,
          "Redis at "
              + at
              + " refuses the login ("
              + reason
              + "); give the right user and password "
              + (sentinel
                  ? "of the sentinels as options 'sentinel-user' and 'sentinel-password'"
                  : "in the URI or as options 'user' and 'password'"));
    }
    boolean configuration =
        error instanceof JedisAccessControlException || reason.startsWith("ERR DB index");
    // No cause: while Redis is away, this is what each operation fails with.
    return new EngineException(
        configuration ? Kind.CONFIGURATION : Kind.UNAVAILABLE,
        "cannot reach Redis at " + at + ": " + reason);
  }

  /** Whether the password is wrong, missing, or not wanted. */
  private static boolean isRefusedLogin(JedisException error, String reason) {
    return reason.contains("WRONGPASS")
        || reason.contains("NOAUTH")
        || reason.contains("invalid password")
        || reason.contains("invalid username-password")
        || reason.startsWith("ERR Client sent AUTH")
        || reason.startsWith("ERR AUTH")
        || String.valueOf(error.getMessage()).contains("WRONGPASS");
  }

  /** A node will not tell what changes. */
  static EngineException ofTracking(JedisException error, HostAndPort at) {
    String text = String.valueOf(error.getMessage());
    return isTransient(text) && !text.contains("NOPERM")
        ? new EngineException(Kind.UNAVAILABLE, "Redis at " + at + " says: " + text)
        : new EngineException(
            Kind.CONFIGURATION,
            "ram=tracking: Redis at "
                + at
                + " does not tell of changes ("
                + text
                + "); it takes Redis 6 or newer, and a user who may use CLIENT ID, CLIENT TRACKING"
                + " and SUBSCRIBE on __redis__:invalidate");
  }

  static boolean isTimeout(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTransient(String text) {
    for (String word :
        new String[] {
          "LOADING",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "BUSY",
          "READONLY",
          "MISCONF",
          "NOREPLICAS",
          "NOAUTH",
          "NOPERM",
          "NOSCRIPT",
          "MOVED",
          "ASK "
        }) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** The innermost message: what the operating system or Redis said. */
  private static String reason(Throwable error) {
    Throwable last = error;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    // Jedis hangs the failures of each address of a host here.
    if (last.getSuppressed().length > 0) {
      last = last.getSuppressed()[0];
    }
    return last.getMessage() == null ? last.toString() : last.getMessage();
  }
}
