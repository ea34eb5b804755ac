package dev.memotor.conformance.cases;

import org.jspecify.annotations.Nullable;

/** A case file that does not follow the format; the message begins with file and line. */
final class CaseSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CaseSyntaxException(String file, int line, @Nullable String problem) {
    super(file + ":" + line + ": " + problem);
  }
}
