package dev.memotor.benchmarks.churn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.benchmarks.launch.SafepointLog;
import dev.memotor.benchmarks.launch.ServerProcess;
import dev.memotor.benchmarks.launch.TestMemotor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short churn of two real servers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("slow")
final class ChurnTest {

  private static final int KEYS = 5000;
  private static final long LIMIT = 8 << 20;
  private static final Churn SHORT =
      new Churn(new Contents(KEYS, new ShiftingSizes(), 3), 2, Duration.ofMillis(750), 2);

  @Test
  void everyServerHasItsHistory(@TempDir Path directory) throws Exception {
    Path one = Files.createDirectories(directory.resolve("one"));
    Path two = Files.createDirectories(directory.resolve("two"));
    List<History> histories;
    try (ServerProcess small = TestMemotor.start(one, "-m", Long.toString(LIMIT >> 20));
        ServerProcess large = TestMemotor.start(two, "-m", "64")) {
      histories =
          SHORT.run(
              List.of(
                  new Subject("small", small, new SafepointLog(one), KEYS),
                  new Subject("large", large, new SafepointLog(two), KEYS)),
              new PrintWriter(new StringWriter()));
    }
    History small = histories.get(0);
    History large = histories.get(1);
    assertThat(small.samples()).hasSize(4);
    assertThat(small.isFull()).isTrue();
    assertThat(small.liveBytes().getMax()).isBetween(LIMIT / 4, LIMIT);
    assertThat(small.hitRatio()).isBetween(0.01, 0.99);
    assertThat(small.longestReply()).isPositive();
    assertThat(large.isFull()).isFalse();
    assertThat(large.refused()).isZero();

    Path out = directory.resolve("out");
    new ChurnPage(List.of("a quiet machine"), histories, LIMIT).write(out);
    assertThat(Files.readString(out.resolve(ChurnPage.NAME)))
        .contains("- a quiet machine\n", "| large (**not full**) |", "\n## small\n")
        .containsPattern("(?m)^\\| small \\| [\\d,]+ to [\\d,]+: .*\\| [\\d.]+ % \\([\\d.]+ to ")
        .doesNotContain("NaN", "refused");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(out.resolve("charts/churn.svg").toFile());
  }
}
