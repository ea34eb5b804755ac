package dev.memotor.conformance;

/** The values of {@code --format}; lower case because that is how people type them. */
enum ReportFormat {
  pretty,
  tap,
  junit,
  json
}
