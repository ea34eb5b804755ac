package dev.memotor.bench.workload;

import java.util.Locale;

/** The kinds of operations whose latencies are reported separately. */
public enum OperationKind {
  GET,
  SET,
  INCR;

  public static final int COUNT = values().length;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
