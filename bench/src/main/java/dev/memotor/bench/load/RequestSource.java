package dev.memotor.bench.load;

/** Decides what is asked next. For one worker. */
interface RequestSource {

  /**
   * Adds one request to what the link is about to send.
   *
   * @param start since when the request counts as waiting
   * @return false if there is nothing left to ask
   */
  boolean next(Link link, long start);
}
