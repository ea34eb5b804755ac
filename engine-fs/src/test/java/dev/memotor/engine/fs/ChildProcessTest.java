package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.Get;
import dev.memotor.engine.Item;
import dev.memotor.engine.Key;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ChildProcessTest {

  private static final int ROUNDS = 5;
  private static final int KEYS = 7;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"?sync=always", "?sync=1s", "?sync=5ms"})
  void aWriterKilledRepeatedly_losesNothingAcknowledged(String options)
      throws IOException, InterruptedException {
    Random random = new Random(options.hashCode());
    Map<String, Long> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      writeAndKill(options, 50 + random.nextInt(400), acknowledged);
      try (Engine engine = Engines.open("fs:" + root + options)) {
        for (int i = 0; i < KEYS; i++) {
          check(engine, "key" + i, acknowledged);
        }
        assertThat(engine.stats().details()).containsEntry("start_damaged_files", "0");
      }
      try (Stream<Path> left = Files.list(root.resolve("tmp"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  private void writeAndKill(String options, int lines, Map<String, Long> acknowledged)
      throws IOException, InterruptedException {
    Process child = ChildProcess.command("write", root, options).start();
    try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(out.readLine()).isEqualTo("ready");
      String line = null;
      for (int i = 0; i < lines; i++) {
        line = note(out.readLine(), acknowledged);
      }
      assertThat(line).isNotNull();
      // Through the handle, because Process.destroyForcibly would close the stream, and what was
      // printed before the end counts too.
      child.toHandle().destroyForcibly();
      for (line = out.readLine(); line != null; line = out.readLine()) {
        note(line, acknowledged);
      }
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static String note(String line, Map<String, Long> acknowledged) {
    String[] words = line.split(" ");
    acknowledged.put(words[0], Long.parseLong(words[1]));
    return line;
  }

  /** The item may be newer than what was printed, because the process may die between the two. */
  private static void check(Engine engine, String key, Map<String, Long> acknowledged) {
    Item item = RecordingBatch.call(engine, new Get(Key.of(key))).itemOrNull();
    long found = item == null ? -1 : ChildProcess.numberOf(item.value().bytes());
    long said = acknowledged.getOrDefault(key, -1L);
    if (said != found) {
      long newest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
      // It was done but no longer printed.
      assertThat(found)
          .as(key)
          .satisfiesAnyOf(
              number -> assertThat(number).isEqualTo(-1L),
              number -> assertThat(number).isBetween(newest, newest + 3));
      if (found == -1) {
        assertThat(
                Math.floorMod(newest + 1, 11) == 0
                    || Math.floorMod(newest + 2, 11) == 0
                    || Math.floorMod(newest + 3, 11) == 0)
            .as("%s is missing but was not deleted", key)
            .isTrue();
      }
    }
    acknowledged.put(key, found);
  }

  @Test
  void aFullDisk_failsAsFull_andKeepsTheOldValue() throws IOException, InterruptedException {
    Process child =
        ChildProcess.command(
                "fill", root, "?sync=1s", "sh", "-c", "ulimit -f 200; exec \"$@\"", "sh")
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output.lines()).containsExactly("failed as FULL", "small 100", "large 100");
    try (Stream<Path> left = Files.list(root.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aSecondProcess_learnsWhoHoldsTheDirectory() throws IOException, InterruptedException {
    try (Engine engine = Engines.open("fs:" + root)) {
      assertThat(engine.stats().items()).isZero();
      Process child = ChildProcess.command("fill", root, "").start();
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(child.waitFor()).isNotZero();
      assertThat(output).contains("in use by process " + ProcessHandle.current().pid());
    }
  }
}
