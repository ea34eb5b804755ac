package dev.memotor.bench;

/** One way to write an outcome down. */
interface Report {

  String of(Outcome outcome);
}
