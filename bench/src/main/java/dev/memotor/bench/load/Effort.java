package dev.memotor.bench;

/**
 * How hard and how long it is asked. Times are in nanoseconds.
 *
 * @param pipeline requests that may wait on one connection
 * @param ratePerSecond requests per second of an open loop; 0 for a closed loop
 * @param poisson whether an open loop's requests come at random
 * @param requests how many are measured; Long.MAX_VALUE if the duration decides
 * @param interval length of one point of the time series
 */
record Effort(
    int connections,
    int threads,
    int pipeline,
    double ratePerSecond,
    boolean poisson,
    boolean fill,
    long warmUp,
    long duration,
    long requests,
    long replyTimeout,
    long interval) {

  boolean isOpenLoop() {
    return ratePerSecond > 0;
  }
}
