package dev.memotor.server.observe.watch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of events that a client may watch, under memcached's names and in the order in which it
 * looks for them.
 */
public enum Stream {
  /** Accepted, but without events, like those of the system and of the proxy. */
  RAWCMDS,
  /** Without events: engines do not report single evictions. */
  EVICTIONS,
  FETCHERS,
  MUTATIONS,
  SYSEVENTS,
  CONNEVENTS,
  PROXYREQS,
  PROXYEVENTS,
  PROXYUSER,
  DELETIONS;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Returns the first stream that begins with a word. */
  public static @Nullable Stream of(String word) {
    for (Stream stream : values()) {
      if (stream.word.startsWith(word)) {
        return stream;
      }
    }
    return null;
  }

  int bit() {
    return 1 << ordinal();
  }
}
