package dev.memotor.bench;

import java.util.Locale;

/** What latencies are told apart by. */
enum OperationKind {
  GET,
  SET,
  INCR;

  static final int COUNT = values().length;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
