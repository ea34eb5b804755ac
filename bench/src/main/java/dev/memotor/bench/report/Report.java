package dev.memotor.bench.report;

import dev.memotor.bench.load.Outcome;

/** One way to write an outcome down. */
public interface Report {

  String of(Outcome outcome);
}
