package dev.memotor.benchmarks.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafepointLogTest {

  /** As Java 17 and 25 write them. */
  private static final String SHORT =
      "[1.0s] Safepoint \"Cleanup\", Time since last: 9999999 ns, Reaching safepoint: 100 ns, At"
          + " safepoint: 250 ns, Total: 350 ns\n";

  private static final String LONG =
      "[2.0s] Safepoint \"G1CollectFull\", Time since last: 9999999 ns, Reaching safepoint: 5 ns,"
          + " At safepoint: 80 ns, Leaving safepoint: 15 ns, Total:     100 ns, Threads: 0"
          + " runnable, 9 total\n";

  @TempDir private Path directory;

  @Test
  void theLongestSinceTheLastCall_whenWholeLinesAreThere() throws IOException {
    SafepointLog log = new SafepointLog(directory);
    assertThat(log.longestSinceLastCall()).isZero();
    write(SHORT + LONG);
    assertThat(log.longestSinceLastCall()).isEqualTo(350);
    assertThat(log.longestSinceLastCall()).isZero();
    write(LONG + SHORT.substring(0, SHORT.length() - 6));
    assertThat(log.longestSinceLastCall()).isEqualTo(100);
    write(SHORT.substring(SHORT.length() - 6));
    assertThat(log.longestSinceLastCall()).isEqualTo(350);
  }

  private void write(String text) throws IOException {
    Files.writeString(
        directory.resolve("safepoints.log"),
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
