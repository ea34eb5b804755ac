package dev.memotor.conformance;

import dev.memotor.conformance.wire.ServerVersion;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A memcached that can be run here: the installed one, or a newer one that {@code
 * scripts/memcached-newest} has fetched. Tests fetch nothing.
 *
 * @param suite the release of Debian that it was fetched from, or empty for the installed one
 */
record MemcachedProgram(Path executable, String suite, ServerVersion version) {

  private static final String INSTALLED = "";
  private static final String NEWEST = "sid";
  private static final String BETWEEN = "trixie";

  /** All that are available, each release once, the oldest first. */
  static Collection<MemcachedProgram> available() throws IOException {
    Map<ServerVersion, MemcachedProgram> found = new TreeMap<>();
    for (Optional<MemcachedProgram> program :
        List.of(installed(), fetched(BETWEEN), fetched(NEWEST))) {
      program.ifPresent(p -> found.putIfAbsent(p.version, p));
    }
    return found.values();
  }

  static Optional<MemcachedProgram> installed() throws IOException {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator)) {
      Path executable = Path.of(directory, "memcached");
      if (Files.isExecutable(executable)) {
        return probe(executable, INSTALLED, "-V");
      }
    }
    return Optional.empty();
  }

  static Optional<MemcachedProgram> newest() throws IOException {
    return fetched(NEWEST);
  }

  private static Optional<MemcachedProgram> fetched(String suite) throws IOException {
    Path script =
        Path.of(
            System.getProperty("memotor.test.sources"),
            "conformance-tests",
            "scripts",
            "memcached-newest");
    return probe(script, suite, "--fetched");
  }

  private static Optional<MemcachedProgram> probe(Path executable, String suite, String question)
      throws IOException {
    Process process = builder(executable, suite, List.of(question)).start();
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      String line = said.readLine();
      return line == null
          ? Optional.empty()
          : Optional.of(
              new MemcachedProgram(
                  executable, suite, ServerVersion.parse(line.replace("memcached ", ""))));
    }
  }

  private static ProcessBuilder builder(Path executable, String suite, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MEMCACHED_NEWEST_SUITE", suite);
    return builder;
  }

  /** Starts it with these arguments; its output is discarded. */
  Process run(List<String> arguments) throws IOException {
    return builder(executable, suite, arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Override
  public String toString() {
    return "memcached " + version;
  }
}
