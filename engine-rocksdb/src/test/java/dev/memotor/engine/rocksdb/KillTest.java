package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the process at any moment with kill -9. */
@Tag("slow")
final class KillTest {

  private static final int ROUNDS = 5;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"sync=always", "sync=1s", "sync=never"})
  void acknowledgedWrites_surviveAKill(String options) throws Exception {
    String uri = "rocksdb:" + directory.resolve("store") + "?write-buffer=1m&" + options;
    Random random = new Random(4711);
    int[] last = {-1, -1};
    for (int round = 0; round <= ROUNDS; round++) {
      try (ChildProcess child =
          ChildProcess.start(
              CountingMain.class, uri, Integer.toString(last[0]), Integer.toString(last[1]))) {
        assertThat(child.line()).as("round %d, after %s", round, last).isEqualTo("ready");
        int wanted = 200 + random.nextInt(1500);
        for (int i = 0; i < wanted; i++) {
          note(child.line(), last);
        }
        child.kill();
        for (String line = child.line(); line != null; line = child.line()) {
          note(line, last);
        }
      }
    }
  }

  private static void note(String line, int[] last) {
    String[] words = line.split(" ");
    if (words.length == 2 && !words[1].isEmpty()) {
      int thread = Integer.parseInt(words[0]);
      last[thread] = Math.max(last[thread], Integer.parseInt(words[1]));
    }
  }
}
