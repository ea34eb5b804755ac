package dev.memotor.conformance.run;

import dev.memotor.conformance.cases.ConformanceCase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one case on one server. */
public final class CaseOutcome {

  /** The three ends a case can come to. */
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  private final ConformanceCase subject;
  private final Status status;
  private final Duration took;
  private final @Nullable CaseFailure failure;
  private final @Nullable String skipReason;

  private CaseOutcome(
      ConformanceCase subject,
      Status status,
      Duration took,
      @Nullable CaseFailure failure,
      @Nullable String skipReason) {
    this.subject = subject;
    this.status = status;
    this.took = took;
    this.failure = failure;
    this.skipReason = skipReason;
  }

  public static CaseOutcome passed(ConformanceCase subject, Duration took) {
    return new CaseOutcome(subject, Status.PASSED, took, null, null);
  }

  public static CaseOutcome failed(ConformanceCase subject, Duration took, CaseFailure failure) {
    return new CaseOutcome(subject, Status.FAILED, took, failure, null);
  }

  public static CaseOutcome skipped(ConformanceCase subject, String reason) {
    return new CaseOutcome(subject, Status.SKIPPED, Duration.ZERO, null, reason);
  }

  public ConformanceCase subject() {
    return subject;
  }

  public Status status() {
    return status;
  }

  public Duration took() {
    return took;
  }

  public Optional<CaseFailure> failure() {
    return Optional.ofNullable(failure);
  }

  public Optional<String> skipReason() {
    return Optional.ofNullable(skipReason);
  }
}
