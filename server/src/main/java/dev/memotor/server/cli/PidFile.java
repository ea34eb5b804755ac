package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of {@code -P}, which another server may overwrite in the meantime. */
final class PidFile {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private final Path path;
  private final String pid = Long.toString(ProcessHandle.current().pid());

  PidFile(Path path) {
    this.path = path;
  }

  /** Writes the id of this process; like memcached over that of another, but with a warning. */
  void write() {
    try {
      String before = Files.exists(path) ? read() : "";
      if (before.matches("\\d{1,9}") && !before.equals(pid) && isRunning(Long.parseLong(before))) {
        LOG.warn("-P {}: overwriting the id of process {}, which is running", path, before);
      }
      Files.writeString(path, pid + "\n");
    } catch (IOException e) {
      throw ConfigurationException.cannotWrite("-P " + path, e);
    }
  }

  /** Removes the file if it still contains the id of this process. */
  void remove() throws IOException {
    if (Files.exists(path) && read().equals(pid)) {
      Files.delete(path);
    }
  }

  private String read() throws IOException {
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).strip();
  }

  private static boolean isRunning(long process) {
    return ProcessHandle.of(process).isPresent();
  }
}
