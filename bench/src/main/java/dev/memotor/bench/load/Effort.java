package dev.memotor.bench.load;

/**
 * How hard and how long it is asked. Times are in nanoseconds.
 *
 * @param pipeline requests that may wait on one connection
 * @param ratePerSecond requests per second of an open loop; 0 for a closed loop
 * @param poisson whether an open loop's requests come at random
 * @param requests how many are measured; Long.MAX_VALUE if the duration decides
 * @param interval length of one point of the time series
 */
public record Effort(
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

  public boolean isOpenLoop() {
    return ratePerSecond > 0;
  }
}
