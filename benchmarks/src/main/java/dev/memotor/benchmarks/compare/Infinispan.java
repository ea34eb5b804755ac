package dev.memotor.benchmarks.compare;

import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Infinispan's memcached endpoint. Maven resolves it when it is to take part; it has libraries of
 * its own; they are on no other class path.
 */
final class Infinispan {

  static final String NAME = "infinispan";

  private static final long BUILD_MINUTES = 5;
  private static final String CORE = "infinispan-core-";

  private final Path classes;
  private final Path lib;
  private final String version;

  private Infinispan(Path classes, Path lib) throws IOException {
    this.classes = classes;
    this.lib = lib;
    try (Stream<Path> jars = Files.list(lib)) {
      version =
          jars.map(jar -> jar.getFileName().toString())
              .filter(jar -> jar.startsWith(CORE))
              .map(jar -> jar.substring(CORE.length(), jar.length() - ".jar".length()))
              .findFirst()
              .orElseThrow(() -> new IOException("no " + CORE + "*.jar among its libraries"));
    }
  }

  /**
   * Has Maven fetch it, if that was not done before, and compile its launcher.
   *
   * @param home memotor's own directory
   * @param directory for Maven's words
   * @throws IOException if it cannot be had, with a message that says why
   */
  static Infinispan resolve(Path home, Path directory) throws IOException {
    Path log = Files.createDirectories(directory).resolve("maven.log");
    Process maven =
        new ProcessBuilder(
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-Dstyle.color=never",
                "-f",
                home.resolve("benchmarks/infinispan/pom.xml").toString(),
                "process-classes")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!maven.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("Maven took longer than " + BUILD_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Maven was at work", e);
    } finally {
      maven.destroyForcibly();
    }
    if (maven.exitValue() != 0) {
      throw new IOException("Maven could not resolve it: " + firstError(log));
    }
    Path target = home.resolve("benchmarks/target/infinispan");
    return new Infinispan(target.resolve("classes"), target.resolve("lib"));
  }

  private static String firstError(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.startsWith("[ERROR]"))
          .findFirst()
          .orElse("it does not say why");
    }
  }

  /** With one thread for connections, as all others have one. */
  Contender contender(int megabytes) {
    return new Contender(
        NAME,
        "Infinispan " + version,
        null,
        false,
        directory -> List.of(start(directory, megabytes)));
  }

  private ServerProcess start(Path directory, int megabytes) throws IOException {
    int port = ServerProcess.freePort();
    return ServerProcess.start(
        NAME,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Room for its items and as much again to work with, as memotor has.
            "-Xmx" + (2 * megabytes + 768) + "m",
            "-XX:+UseParallelGC",
            "-cp",
            classes + File.pathSeparator + lib.resolve("*"),
            "dev.memotor.benchmarks.infinispan.InfinispanServer",
            Integer.toString(port),
            "1",
            Integer.toString(megabytes)),
        port,
        directory);
  }
}
