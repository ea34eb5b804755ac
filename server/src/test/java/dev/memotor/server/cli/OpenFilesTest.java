package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The consequences of limits of open files. */
final class OpenFilesTest {

  @Test
  void tooFew_isAProblem() {
    assertThat(new OpenFiles(64).problem()).contains("only 64 files", "ulimit -n", "128");
    assertThat(new OpenFiles(160).problem()).isNull();
  }

  @Test
  void fewerThanConnections_lowersTheirNumber() {
    OpenFiles files = new OpenFiles(256);
    assertThat(files.connections(1024)).isEqualTo(128);
    assertThat(files.connections(100)).isEqualTo(100);
    assertThat(files.advice(1024)).contains("-c 1024", "only 128", "at most 256", "1152");
  }

  @Test
  void limitOfThisProcess_isKnown() {
    assertThat(OpenFiles.ofThisProcess().problem()).isNull();
    assertThat(OpenFiles.ofThisProcess().connections(1)).isEqualTo(1);
  }
}
