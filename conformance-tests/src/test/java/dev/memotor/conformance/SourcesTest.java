package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the test sources of all modules. */
final class SourcesTest {

  private static final Pattern SLEEP = Pattern.compile("\\b(Thread|TimeUnit\\.\\w+)\\.sleep\\(");

  /** They poll until a condition holds; FillingMain is a process that tests kill. */
  private static final Set<String> MAY_SLEEP = Set.of("Await.java", "FillingMain.java");

  @Test
  void tests_waitForConditions_andNotForTime() throws IOException {
    assertThat(tests())
        .as("a sleep is too short on a busy machine and too long on any other")
        .hasSizeGreaterThan(200)
        .filteredOn(file -> !MAY_SLEEP.contains(file.getFileName().toString()))
        .allSatisfy(file -> assertThat(file).content().doesNotContainPattern(SLEEP));
  }

  private static List<Path> tests() throws IOException {
    Path root = Path.of(System.getProperty("memotor.test.sources"));
    try (Stream<Path> files =
        Files.find(root, 20, (file, attributes) -> file.toString().endsWith(".java"))) {
      return files.filter(file -> file.toString().contains("/src/test/java/")).toList();
    }
  }
}
