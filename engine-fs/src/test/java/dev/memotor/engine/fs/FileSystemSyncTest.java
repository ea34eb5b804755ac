package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileSystemSyncTest {

  @ParameterizedTest
  @CsvSource({
    "6.18.44-fc, true",
    "5.10.0-30-amd64, true",
    "5.8, true",
    "5.7.19, false",
    "4.18.0-553.el8, false",
    "6, true",
    "5, false",
    "unknown, false"
  })
  void onlyKernelsThatReportErrors_areTrusted(String kernel, boolean trusted) {
    assertThat(FileSystemSync.reportsErrors(kernel)).isEqualTo(trusted);
  }

  @Test
  void runs_andReportsErrors(@TempDir Path directory) throws IOException {
    FileSystemSync sync = FileSystemSync.find();
    assumeTrue(sync.worthwhileFrom() < Integer.MAX_VALUE, "no syncfs here");
    Files.writeString(directory.resolve("file"), "something to sync");
    sync.run(directory);
    assertThatThrownBy(() -> sync.run(directory.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing");
  }
}
