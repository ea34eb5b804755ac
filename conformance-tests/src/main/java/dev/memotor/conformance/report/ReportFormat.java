package dev.memotor.conformance.report;

/** The values of {@code --format}; lower case because that is how people type them. */
public enum ReportFormat {
  pretty,
  tap,
  junit,
  json
}
