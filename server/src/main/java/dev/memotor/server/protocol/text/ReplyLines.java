package dev.memotor.server.protocol.text;

import dev.memotor.engine.EngineException;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.protocol.FailureText;
import java.nio.charset.StandardCharsets;

/** The reply lines of the text protocols, byte for byte as memcached sends them. */
final class ReplyLines {

  static final byte[] STORED = line("STORED");
  static final byte[] NOT_STORED = line("NOT_STORED");
  static final byte[] EXISTS = line("EXISTS");
  static final byte[] NOT_FOUND = line("NOT_FOUND");
  static final byte[] DELETED = line("DELETED");
  static final byte[] TOUCHED = line("TOUCHED");
  static final byte[] OK = line("OK");
  static final byte[] END = line("END");
  static final byte[] OK_END = line("OK\r\nEND");
  static final byte[] OK_EN = line("OK\r\nEN");
  static final byte[] RESET = line("RESET");
  static final byte[] ERROR = line("ERROR");

  static final byte[] BAD_FORMAT = line("CLIENT_ERROR bad command line format");
  static final byte[] BAD_DATA_CHUNK = line("CLIENT_ERROR bad data chunk");
  static final byte[] BAD_EXPTIME = line("CLIENT_ERROR invalid exptime argument");
  static final byte[] BAD_DELTA = line("CLIENT_ERROR invalid numeric delta argument");
  static final byte[] NON_NUMERIC =
      line("CLIENT_ERROR cannot increment or decrement non-numeric value");
  static final byte[] FLUSH_NOT_ALLOWED = line("CLIENT_ERROR flush_all not allowed");
  static final byte[] TOO_LARGE = line("SERVER_ERROR object too large for cache");
  static final byte[] NO_MEMORY_READING = line("SERVER_ERROR Out of memory during read");
  static final byte[] NO_MEMORY_LINE = line("SERVER_ERROR out of memory reading request");
  static final byte[] SHUTDOWN_NOT_ENABLED = line("SERVER_ERROR: shutdown not enabled");
  static final byte[] BAD_SHUTDOWN_MODE = line("CLIENT_ERROR invalid shutdown mode");

  static final byte[] LIMIT_TOO_SMALL =
      line("MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m");
  static final byte[] LIMIT_IN_BYTES =
      line("MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes");
  static final byte[] LIMIT_NOT_POSSIBLE =
      line("MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust");

  static final byte[] EN = line("EN");
  static final byte[] MN = line("MN");

  static final byte[] INVALID_FLAG = line("CLIENT_ERROR invalid flag");
  static final byte[] DUPLICATE_FLAG = line("CLIENT_ERROR duplicate flag");
  static final byte[] INVALID_OR_DUPLICATE_FLAG = line("CLIENT_ERROR invalid or duplicate flag");
  static final byte[] BAD_TOKEN = line("CLIENT_ERROR bad token in command line format");
  static final byte[] BAD_META_DELTA = line("CLIENT_ERROR invalid numeric delta value");
  static final byte[] BAD_META_INITIAL = line("CLIENT_ERROR invalid numeric initial value");
  static final byte[] BAD_BASE64_KEY = line("CLIENT_ERROR error decoding key");
  static final byte[] OPAQUE_TOO_LONG = line("CLIENT_ERROR opaque token too long");
  static final byte[] TOO_MANY_FLAGS = line("CLIENT_ERROR options flags are too long");
  static final byte[] BAD_STORE_MODE = line("CLIENT_ERROR invalid mode for ms M token");
  static final byte[] BAD_COUNT_MODE = line("CLIENT_ERROR invalid mode for ma M token");

  static final byte[] UNAUTHENTICATED = line("CLIENT_ERROR unauthenticated");
  static final byte[] AUTH_FAILURE = line("CLIENT_ERROR authentication failure");
  static final byte[] BAD_AUTH_TOKEN = line("CLIENT_ERROR bad authentication token format");
  static final byte[] AUTH_TOKEN_TOO_LONG = line("CLIENT_ERROR auth token too long");
  static final byte[] BAD_TERMINATION = line("CLIENT_ERROR bad command line termination");
  static final byte[] AUTH_BUSY = line("SERVER_ERROR authentication is busy, try again later");
  static final byte[] READ_ONLY = line("CLIENT_ERROR read-only user");
  static final byte[] NOT_FOR_PREFIX =
      line("CLIENT_ERROR not allowed for a user with a key prefix");

  static final byte[] CRAWLER_BUSY = line("BUSY currently processing crawler request");

  static final byte[] LINE_TOO_LONG = line("CLIENT_ERROR line too long");
  static final byte[] NOT_HTTP = line("ERROR this port speaks the memcached protocol, not HTTP");

  /** Starts with a dash, so that a Redis client shows it as an error. */
  static final byte[] NOT_REDIS =
      line("-ERR this port speaks the memcached protocol, not Redis: use a memcached client");

  /** For people at a terminal. Begins like memcached's reply, which clients look for. */
  static final byte[] NO_REDIS_COMMAND =
      line("ERROR this port speaks the memcached protocol, not Redis: use a memcached client");

  private ReplyLines() {}

  /** Writes the error line for a command that the engine could not execute. */
  static void putFailure(EngineException failure, ReplyBuffer out) {
    out.put("SERVER_ERROR ").put(FailureText.of(failure)).crlf();
  }

  static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
