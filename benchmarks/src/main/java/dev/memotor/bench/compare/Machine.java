package dev.memotor.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where a comparison was made, in as far as it explains the figures. */
final class Machine {

  private Machine() {}

  static String describe() {
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
  static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What a program says about its version, or an empty text if it is not there. */
  static String version(String... command) {
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
