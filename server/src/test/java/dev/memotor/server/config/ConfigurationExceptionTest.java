package dev.memotor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages about unusable files give a reason, not the name of a Java class. */
final class ConfigurationExceptionTest {

  @TempDir private Path directory;

  private String reading(Path path) {
    try {
      return "could be read: " + Files.readString(path);
    } catch (IOException e) {
      return reason(e);
    }
  }

  private static String reason(IOException failure) {
    return ConfigurationException.cannotRead("-Y users", failure).getMessage();
  }

  @Test
  void unreadableFile_isReportedWithTheReason() throws IOException {
    assertThat(reading(directory.resolve("absent")))
        .isEqualTo("-Y users cannot be read: there is no such file");
    assertThat(reading(directory)).isEqualTo("-Y users cannot be read: Is a directory");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
    assertThat(reading(binary)).isEqualTo("-Y users cannot be read: it is not text in UTF-8");
  }

  @Test
  void refusedAccess_isExplained() {
    assertThat(reason(new AccessDeniedException("/users"))).endsWith(": permission denied");
    assertThat(reason(new FileSystemException("/users", null, "Input/output error")))
        .endsWith(": Input/output error");
    assertThat(reason(new MalformedInputException(1))).endsWith(": it is not text in UTF-8");
  }
}
