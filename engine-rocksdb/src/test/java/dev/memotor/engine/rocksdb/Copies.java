package dev.memotor.engine.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Copies stores; the copy of one in use is as a kill would leave it. */
final class Copies {

  private Copies() {}

  /**
   * Copies a store that may be in use but is not written; repeats that if its files change
   * meanwhile.
   */
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Map<String, Long> before;
    do {
      for (Path file : files(to)) {
        Files.delete(file);
      }
      before = sizes(from);
      try {
        for (String name : before.keySet()) {
          Files.copy(from.resolve(name), to.resolve(name));
        }
      } catch (NoSuchFileException e) {
        before = Map.of();
      }
    } while (!before.equals(sizes(from)));
    return to;
  }

  private static Map<String, Long> sizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Path file : files(directory)) {
      if (!file.getFileName().toString().startsWith("LOG")) {
        sizes.put(file.getFileName().toString(), file.toFile().length());
      }
    }
    return sizes;
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void delete(Path directory) throws IOException {
    for (Path file : files(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
