package dev.memotor.bench.load;

/** The monotonic clock, replaceable in tests. */
interface NanoClock {

  long nanos();
}
