package dev.memotor.bench;

/** The formats in which results leave. */
enum Format {
  TEXT(new TextReport()),
  JSON(new JsonReport()),
  CSV(new CsvReport());

  private final Report report;

  Format(Report report) {
    this.report = report;
  }

  Report report() {
    return report;
  }
}
