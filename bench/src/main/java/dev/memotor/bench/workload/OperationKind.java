package dev.memotor.bench.workload;

import java.util.Locale;

/** What latencies are told apart by. */
public enum OperationKind {
  GET,
  SET,
  INCR;

  public static final int COUNT = values().length;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
