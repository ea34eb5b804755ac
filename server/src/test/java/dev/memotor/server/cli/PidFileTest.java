package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PidFileTest {

  @TempDir private Path directory;

  @Test
  void ownId_isWrittenAndRemoved_thatOfAnotherServerStays() throws IOException {
    Path path = directory.resolve("pid");
    PidFile file = new PidFile(path);
    file.write();
    assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
    file.remove();
    assertThat(path).doesNotExist();
    file.remove();
    file.write();
    Files.writeString(path, "1\n");
    file.remove();
    assertThat(path).hasContent("1\n");
  }

  @Test
  void absentDirectory_isNamedAsTheReason() {
    Path path = directory.resolve("absent").resolve("pid");
    assertThatThrownBy(new PidFile(path)::write)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("-P " + path + " cannot be written: its directory does not exist");
  }
}
