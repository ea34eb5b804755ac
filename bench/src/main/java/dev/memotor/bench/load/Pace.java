package dev.memotor.bench.load;

/** Decides when to ask, and on which connection. For one worker. */
interface Pace {

  /** The link is connected and has nothing to do. */
  void ready(Link link, long now);

  /** {@code requests} of the link have been answered, or have failed. */
  void completed(Link link, int requests, long now);

  /** Sends what is due by now. */
  void advance(long now);

  /** When {@link #advance} has something to do although no reply comes; Long.MAX_VALUE: never. */
  long nextDue();

  /** Whether no further request will be sent, so that only replies are waited for. */
  boolean isExhausted();
}
