package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where something was measured, in as far as it explains the figures. */
public final class Machine {

  private Machine() {}

  /** Processor, operating system and Java. */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.name"),
        // What a distribution or a host appends to the number says nothing about speed.
        System.getProperty("os.version").replaceFirst("[^0-9.].*", ""),
        System.getProperty("java.version"));
  }

  /** How busy the machine is; negative if it does not say. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What programs may still take of the RAM, as the kernel estimates it. */
  public static long availableBytes() throws IOException {
    return kernelFigure(Path.of("/proc/meminfo"), "MemAvailable");
  }

  /** Reads an amount of memory from a file of the kernel; returns bytes. */
  static long kernelFigure(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name + ":")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the kernel does not report " + name + " in " + file);
  }

  /** What a program says about its version, or an empty text if it is not there. */
  public static String version(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("").replaceFirst(" sha=.*", "");
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Whether a program is on the path. */
  public static boolean has(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      List<String> models = lines.filter(line -> line.startsWith("model name")).limit(1).toList();
      return models.isEmpty()
          ? System.getProperty("os.arch")
          : models.get(0).substring(models.get(0).indexOf(':') + 1).strip();
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
