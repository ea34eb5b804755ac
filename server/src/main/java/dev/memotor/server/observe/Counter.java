package dev.memotor.server.observe;

import java.util.Locale;

/** The server's counters, under the names of memcached's general stats. */
public enum Counter {
  CMD_GET,
  CMD_SET,
  CMD_FLUSH,
  CMD_TOUCH,
  CMD_META,
  GET_HITS,
  GET_MISSES,
  GET_EXPIRED,
  DELETE_MISSES,
  DELETE_HITS,
  INCR_MISSES,
  INCR_HITS,
  DECR_MISSES,
  DECR_HITS,
  CAS_MISSES,
  CAS_HITS,
  CAS_BADVAL,
  TOUCH_HITS,
  TOUCH_MISSES,
  STORE_TOO_LARGE,
  STORE_NO_MEMORY,
  AUTH_CMDS,
  AUTH_ERRORS,
  SSL_HANDSHAKE_ERRORS,
  SSL_PROTO_ERRORS,
  SSL_NEW_SESSIONS,
  IDLE_KICKS,
  BYTES_READ,
  BYTES_WRITTEN,
  TOTAL_CONNECTIONS,
  REJECTED_CONNECTIONS,
  CONN_YIELDS,
  TOTAL_ITEMS,
  /** Operations that the engine could not execute. */
  ENGINE_FAILURES,
  /** Batches handed to the engine. */
  ENGINE_BATCHES,
  /** Operations handed to the engine. */
  ENGINE_OPERATIONS;

  private final String statName = name().toLowerCase(Locale.ROOT);

  /** Returns the name in a stats reply. */
  public String statName() {
    return statName;
  }
}
