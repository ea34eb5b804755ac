package dev.memotor.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.benchmarks.launch.TestMemotor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All of it against a real server, in little: what is measured, and what is written down. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("slow")
final class GrowthTest {

  private static final Contender MEMOTOR =
      new Contender(
          "memory",
          "memotor memory",
          null,
          false,
          directory -> List.of(TestMemotor.start(directory)));

  private final StringWriter log = new StringWriter();

  @TempDir private Path directory;

  @Test
  void connections() throws Exception {
    ConnectionGrowth growth =
        new ConnectionGrowth(plan(Duration.ofMinutes(1)), 49, directory, new PrintWriter(log));
    growth.run(List.of(MEMOTOR));

    assertThat(growth.results()).containsOnlyKeys(1, 10);
    growth.results().values().forEach(results -> assertThat(results.errors(MEMOTOR)).isZero());
    assertThat(growth.idle()).hasSize(1);
    assertThat(growth.idle().get(0).connections()).isEqualTo(10);
    assertThat(growth.idle().get(0).without()).isPositive();
    ScalePage page = new ScalePage(directory.resolve("out"), List.of("a quiet machine"));
    page.connections(growth);
    page.write();
    assertThat(Files.readString(directory.resolve("out").resolve(ScalePage.NAME)))
        .contains("- a quiet machine\n")
        // A short run may use less CPU than its clock can tell.
        .containsPattern("(?m)^\\| 1 \\| [\\d,]+ \\| ([\\d.]+ us|-) \\| [\\d,.]+ ms \\|$")
        .containsPattern("(?m)^\\| 10 \\| [\\d,]+ \\| ([\\d.]+ us|-) \\| [\\d,.]+ ms \\|$")
        .containsPattern("(?m)^\\| memotor memory \\| 10 \\| [\\d,]+ MB \\| ")
        .doesNotContain("hits", "errors");
    assertThat(charts()).hasSize(2);
  }

  @Test
  void items() throws Exception {
    ItemGrowth growth =
        new ItemGrowth(plan(Duration.ofMinutes(1)), 12_345, directory, new PrintWriter(log));
    growth.run(List.of(MEMOTOR));

    assertThat(growth.steps()).containsExactly(10_000, 12_345);
    assertThat(growth.isCutShort()).isFalse();
    assertThat(growth.results()).hasSize(4).allMatch(results -> results.errors(MEMOTOR) == 0);
    ScalePage page = new ScalePage(directory.resolve("out"), List.of());
    page.items(growth);
    page.write();
    assertThat(Files.readString(directory.resolve("out").resolve(ScalePage.NAME)))
        .contains("### pipelined gets, depth 32\n", "### round trip, 9 get : 1 set, 100 B\n")
        .containsPattern("(?m)^\\| 12,345 \\| [\\d,]+ \\| ([\\d.]+ us|-) \\|$")
        .containsPattern("(?m)^\\| 12,345 \\| [\\d,]+ \\|$")
        .doesNotContain("hits", "errors", "The time was up");
    assertThat(charts()).anyMatch(chart -> chart.endsWith("charts/scale-items-memory.svg"));
  }

  @Test
  void whatTheTimeDidNotSufficeForIsMarked() throws Exception {
    ItemGrowth growth = new ItemGrowth(plan(Duration.ZERO), 100, directory, new PrintWriter(log));
    growth.run(List.of(MEMOTOR));

    assertThat(growth.isCutShort()).isTrue();
    assertThat(growth.results()).isEmpty();
    ScalePage page = new ScalePage(directory.resolve("out"), List.of());
    page.items(growth);
    page.write();
    assertThat(Files.readString(directory.resolve("out").resolve(ScalePage.NAME)))
        .contains("**The time was up before the end", "\n| 100 | - | - |\n", "\n| 100 | - |\n");
  }

  private static Plan plan(Duration limit) {
    return new Plan(
        List.of(),
        1,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(100),
        100,
        5,
        1,
        limit,
        false,
        false);
  }

  /** Those that were drawn, each of them well-formed. */
  private List<Path> charts() throws Exception {
    List<Path> charts;
    try (Stream<Path> files = Files.list(directory.resolve("out/charts"))) {
      charts = files.toList();
    }
    for (Path chart : charts) {
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
    }
    return charts;
  }
}
