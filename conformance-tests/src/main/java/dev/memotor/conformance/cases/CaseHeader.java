package dev.memotor.conformance.cases;

import dev.memotor.conformance.wire.ServerVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a case file says about a case before its first step. */
record CaseHeader(
    String name,
    String why,
    @Nullable ServerVersion since,
    @Nullable ServerVersion until,
    @Nullable String deviation,
    @Nullable String unless,
    String started,
    Set<String> tags) {

  CaseHeader(String name) {
    this(name, "", null, null, null, null, ConformanceCase.WITHOUT_OPTIONS, Set.of());
  }

  /**
   * Adds a line of the header.
   *
   * @throws IllegalArgumentException if {@code word} is no header word
   */
  CaseHeader with(String word, String argument) {
    return switch (word) {
      case "why" -> new CaseHeader(name, argument, since, until, deviation, unless, started, tags);
      case "since" ->
          new CaseHeader(
              name, why, ServerVersion.parse(argument), until, deviation, unless, started, tags);
      case "until" ->
          new CaseHeader(
              name, why, since, ServerVersion.parse(argument), deviation, unless, started, tags);
      case "deviation" -> new CaseHeader(name, why, since, until, argument, unless, started, tags);
      case "unless" -> new CaseHeader(name, why, since, until, deviation, argument, started, tags);
      case "started" -> new CaseHeader(name, why, since, until, deviation, unless, argument, tags);
      case "tags" ->
          new CaseHeader(
              name, why, since, until, deviation, unless, started, Set.of(argument.split(" +")));
      default -> throw new IllegalArgumentException("unknown word '" + word + "'");
    };
  }
}
