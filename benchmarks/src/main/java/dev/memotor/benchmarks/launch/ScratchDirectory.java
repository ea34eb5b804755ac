package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory for the data of servers, which goes with all that is in it. */
public record ScratchDirectory(Path path) implements AutoCloseable {

  /** Makes one where temporary files are. */
  public static ScratchDirectory make(String name) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(name));
  }

  /**
   * Makes one below a directory, which is made as well if need be.
   *
   * @param parent null for where temporary files are
   */
  public static ScratchDirectory make(@Nullable Path parent, String name) throws IOException {
    if (parent == null) {
      return make(name);
    }
    return new ScratchDirectory(Files.createTempDirectory(Files.createDirectories(parent), name));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
