package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.Key;
import java.net.SocketTimeoutException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/** Converts Redis' errors, and the loss of a connection, to failures of operations. */
final class Failures {

  private Failures() {}

  /** Converts an error reply. */
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

  /** Returns the failure of an operation whose key holds no item but a value of another type. */
  static EngineException ofAnotherType(Key key, HostAndPort at) {
    return new EngineException(
        Kind.CORRUPT,
        "key "
            + key
            + " in Redis at "
            + at
            + " holds another type, not an item; with the engine's option foreign=replace, stores and"
            + " deletes replace it");
  }

  /** Returns whether the key holds another type than the command needs. */
  static boolean isOfAnotherType(JedisException error) {
    // The text around an error inside a script differs between versions.
    return String.valueOf(error.getMessage()).contains("WRONGTYPE");
  }

  /** Returns whether the node that answered is no longer a master. */
  static boolean isReadOnly(JedisException error) {
    return String.valueOf(error.getMessage()).contains("READONLY");
  }

  /** Returns whether the error suggests that another node has taken over. */
  static boolean isOfTopology(JedisException error) {
    String text = String.valueOf(error.getMessage());
    return isReadOnly(error) || text.contains("CLUSTERDOWN") || text.contains("MASTERDOWN");
  }

  /** Returns the failure of what is submitted when the engine closes. */
  static EngineException closing() {
    return new EngineException(Kind.UNAVAILABLE, "the engine is closing");
  }

  /** Converts the loss of a connection. */
  static EngineException ofConnection(JedisException error, HostAndPort at) {
    return isTimeout(error)
        ? new EngineException(Kind.TIMEOUT, "Redis at " + at + " did not answer in time")
        : new EngineException(
            Kind.UNAVAILABLE, "the connection to Redis at " + at + " is lost: " + reason(error));
  }

  /** Converts the failure to connect to a node that holds items. */
  static EngineException ofConnecting(JedisException error, HostAndPort at) {
    return ofConnecting(error, at, false);
  }

  /** Converts the failure to connect. */
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
    // No cause: while Redis is unavailable, each operation fails with this.
    return new EngineException(
        configuration ? Kind.CONFIGURATION : Kind.UNAVAILABLE,
        "cannot reach Redis at " + at + ": " + reason);
  }

  /** Returns whether the password is wrong, missing or not expected. */
  private static boolean isRefusedLogin(JedisException error, String reason) {
    return reason.contains("WRONGPASS")
        || reason.contains("NOAUTH")
        || reason.contains("invalid password")
        || reason.contains("invalid username-password")
        || reason.startsWith("ERR Client sent AUTH")
        || reason.startsWith("ERR AUTH")
        || String.valueOf(error.getMessage()).contains("WRONGPASS");
  }

  /** Converts the refusal of a node to announce changes. */
  static EngineException ofTracking(JedisException error, HostAndPort at) {
    String text = String.valueOf(error.getMessage());
    return isTransient(text) && !text.contains("NOPERM")
        ? new EngineException(Kind.UNAVAILABLE, "Redis at " + at + " says: " + text)
        : new EngineException(
            Kind.CONFIGURATION,
            "ram=tracking: Redis at "
                + at
                + " does not announce changes ("
                + text
                + "); it must be Redis 6 or newer, and the user needs CLIENT ID, CLIENT TRACKING"
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

  /** Returns the innermost message, from the operating system or Redis. */
  private static String reason(Throwable error) {
    Throwable last = error;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    // Jedis keeps the failure of each address of a host here.
    if (last.getSuppressed().length > 0) {
      last = last.getSuppressed()[0];
    }
    return last.getMessage() == null ? last.toString() : last.getMessage();
  }
}
