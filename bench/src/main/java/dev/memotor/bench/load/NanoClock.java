package dev.memotor.bench;

/** The monotonic clock, replaceable in tests. */
interface NanoClock {

  long nanos();
}
