package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pauses of a server's JVM, as it logs them in its working directory. */
public final class SafepointLog {

  private static final String NAME = "safepoints.log";

  /** The JVM option that makes it; the name is relative, so that no space in a path matters. */
  public static final String OPTION = "-Xlog:safepoint:file=" + NAME + ":uptime:filecount=0";

  private static final Pattern TOTAL = Pattern.compile("Total:\\s*(\\d+) ns");

  private final Path file;
  private long position;

  /**
   * Begins at the start of the log.
   *
   * @param directory the server's working directory
   */
  public SafepointLog(Path directory) {
    file = directory.resolve(NAME);
  }

  /**
   * Returns the nanoseconds of the longest safepoint logged since the last call, the time it took
   * to reach it included; 0 without any, as from a server that is no JVM.
   */
  public long longestSinceLastCall() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    byte[] news;
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      news = new byte[Math.toIntExact(log.length() - position)];
      log.seek(position);
      log.readFully(news);
    }
    int end = news.length;
    while (end > 0 && news[end - 1] != '\n') {
      end--;
    }
    position += end;
    Matcher totals = TOTAL.matcher(new String(news, 0, end, StandardCharsets.UTF_8));
    long longest = 0;
    while (totals.find()) {
      longest = Math.max(longest, Long.parseLong(totals.group(1)));
    }
    return longest;
  }
}
