package dev.memotor.benchmarks.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySizeTest {

  @Test
  void addsUpTheFilesOfAllLevels(@TempDir Path directory) throws Exception {
    assertThat(DirectorySize.of(directory)).isZero();
    Files.write(directory.resolve("a"), new byte[1000]);
    Path below = Files.createDirectories(directory.resolve("b/c"));
    Files.write(below.resolve("d"), new byte[234]);
    assertThat(DirectorySize.of(directory)).isEqualTo(1234);
  }
}
