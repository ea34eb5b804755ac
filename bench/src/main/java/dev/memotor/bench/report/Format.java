package dev.memotor.bench.report;

/** The formats in which results leave. */
public enum Format {
  TEXT(new TextReport()),
  JSON(new JsonReport()),
  CSV(new CsvReport());

  private final Report report;

  Format(Report report) {
    this.report = report;
  }

  public Report report() {
    return report;
  }
}
