package dev.memotor.benchmarks.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.bench.tally.Interval;
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

/** A short endurance against a real server. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("slow")
final class EnduranceTest {

  private static final Endurance SHORT =
      new Endurance(100, "1k", 3, Duration.ofSeconds(1), Duration.ofMillis(250));

  @Test
  void notesRateSlowestAndDiskOverTime(@TempDir Path directory) throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.write(data.resolve("items"), new byte[4321]);
    Endurance.Result result;
    try (ServerProcess server = TestMemotor.start(directory)) {
      result = SHORT.run(server, data, new PrintWriter(new StringWriter()));
    }
    assertThat(result.all().errorSamples()).isEmpty();
    assertThat(result.all().errors()).isZero();
    Course course = result.course();
    assertThat(course.intervals()).isNotEmpty().hasSizeLessThanOrEqualTo(4);
    assertThat(course.intervals()).anyMatch(one -> one.itemsPerSecond() > 0 && one.max() > 0);
    assertThat(course.intervals()).extracting(Interval::fromSecond).isSorted();
    assertThat(course.diskBytes()).containsOnly(4321L);

    Path out = directory.resolve("out");
    new EndurancePage(List.of("a quiet machine"), result.all(), course).write(out);
    assertThat(Files.readString(out.resolve(EndurancePage.NAME)))
        .contains("- a quiet machine\n", "- first 2 minutes: ", "- slowest operation: ")
        .containsPattern("(?m)^\\| 0\\.0 \\| [\\d,]+ \\| [\\d,.]+ ms \\| 0\\.00 GB \\|$");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(out.resolve("charts/endurance.svg").toFile());
  }
}
