package dev.memotor.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The limit of open files of this process. It is checked first: later, a missing descriptor shows
 * up as a class that cannot be loaded or a store that cannot be read. Logs nothing, as logging
 * opens files.
 */
final class OpenFiles {

  /** Java, its libraries, listeners and a small store need about 80. */
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
      // Not Linux: the limit will show when a connection cannot be accepted.
      return new OpenFiles(Long.MAX_VALUE);
    }
    return new OpenFiles(Long.MAX_VALUE);
  }

  /** Returns the soft limit, which Java has raised to the hard one. */
  private static long parse(String line) {
    String soft = line.substring(LINE.length()).trim().split("\\s+")[0];
    return soft.matches("\\d{1,18}") ? Long.parseLong(soft) : Long.MAX_VALUE;
  }

  /** Returns what is wrong if the limit is too low to start, or null. */
  @Nullable String problem() {
    return limit >= LEAST
        ? null
        : "only "
            + limit
            + " files may be open (ulimit -n), too few to start; raise that to "
            + RESERVED
            + " and one for each connection";
  }

  /**
   * Returns how many connections fit. More are refused as beyond {@code -c}: the server needs
   * descriptors for its store and its classes, too.
   */
  int connections(int asked) {
    return (int) Math.min(asked, Math.max(1, limit - RESERVED));
  }

  /** Returns a warning for when fewer connections fit than were asked for. */
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
