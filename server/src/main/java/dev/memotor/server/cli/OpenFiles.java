package dev.memotor.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many files this process may have open. Looked at before anything else: later, the lack of one
 * shows as a class that cannot be loaded or a store that cannot be read. Logs nothing itself, as
 * that opens files.
 */
final class OpenFiles {

  /** Java, its libraries, the listeners and the files of a small store take some 80. */
  private static final long RESERVED = 128;

  private static final long LEAST = RESERVED + 32;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max open files";

  private final long limit;

  OpenFiles(long limit) {
    this.limit = limit;
  }

  static OpenFiles ofThisProcess() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(LINE)) {
          return new OpenFiles(parse(line));
        }
      }
    } catch (IOException e) {
      // No Linux: then what is missing shows when a connection cannot be accepted.
      return new OpenFiles(Long.MAX_VALUE);
    }
    return new OpenFiles(Long.MAX_VALUE);
  }

  /** The soft limit, which Java has raised to the hard one. */
  private static long parse(String line) {
    String soft = line.substring(LINE.length()).trim().split("\\s+")[0];
    return soft.matches("\\d{1,18}") ? Long.parseLong(soft) : Long.MAX_VALUE;
  }

  /** What is wrong if there are too few to start, or null. */
  String problem() {
    return limit >= LEAST
        ? null
        : "only "
            + limit
            + " files may be open (ulimit -n), too few to start; raise that to "
            + RESERVED
            + " and one for each connection";
  }

  /**
   * How many connections fit. More are refused as beyond {@code -c}, rather than left without a
   * descriptor: the server needs some for its store and its classes too.
   */
  int connections(int asked) {
    return (int) Math.min(asked, Math.max(1, limit - RESERVED));
  }

  /** What {@link #connections} means for who asked for more. */
  String advice(int asked) {
    return "-c "
        + asked
        + ": only "
        + connections(asked)
        + " connections are accepted, as at most "
        + limit
        + " files may be open; raise that to "
        + (asked + RESERVED)
        + " (ulimit -n)";
  }
}
