package dev.memotor.server.watch;

import java.util.Locale;

/** The kinds of events that a client may watch, under memcached's names. */
public enum Stream {
  FETCHERS,
  MUTATIONS,
  /** Evictions happen inside engines, which do not tell of single ones: never anything here. */
  EVICTIONS,
  CONNEVENTS,
  DELETIONS,
  /** The proxy's and the system's streams are known, and there is never anything on them. */
  PROXYREQS,
  PROXYEVENTS,
  PROXYUSER,
  RAWCMDS,
  SYSEVENTS;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The stream of a word, or null. */
  public static Stream of(String word) {
    for (Stream stream : values()) {
      if (stream.word.equals(word)) {
        return stream;
      }
    }
    return null;
  }

  int bit() {
    return 1 << ordinal();
  }
}
