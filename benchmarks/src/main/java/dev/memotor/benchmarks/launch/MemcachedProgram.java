package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A memcached that can be started.
 *
 * @param version as it prints it
 * @param command the command line, without options
 */
public record MemcachedProgram(String version, List<String> command) {

  /**
   * Those of this machine, the newest first: the one that {@code memcached-newest} runs, fetched
   * now if it can be, then the installed one if its version differs.
   *
   * @param home memotor's own directory
   * @param log hears why the newest is missing
   */
  public static List<MemcachedProgram> find(Path home, PrintWriter log) {
    List<MemcachedProgram> found = new ArrayList<>();
    String script = home.resolve("conformance-tests/scripts/memcached-newest").toString();
    String newest = fetch(script, log);
    if (!newest.isEmpty()) {
      found.add(new MemcachedProgram(newest, List.of(script)));
    }
    String installed = version(Machine.version("memcached", "-V"));
    if (!installed.isEmpty() && !installed.equals(newest)) {
      found.add(new MemcachedProgram(installed, List.of("memcached")));
    }
    return List.copyOf(found);
  }

  private static String fetch(String script, PrintWriter log) {
    try {
      Process process = new ProcessBuilder(script, "--fetch").redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return version(output.lines().reduce("", (first, second) -> second));
      }
      log.println("the newest memcached is missing: " + output.strip());
    } catch (IOException e) {
      log.println("the newest memcached is missing: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "";
  }

  private static String version(String line) {
    return line.startsWith("memcached ") ? line.substring("memcached ".length()).strip() : "";
  }
}
