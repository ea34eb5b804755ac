package dev.memotor.benchmarks.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts and ends recordings in another Java process, by the JDK's own jcmd. */
final class FlightRecorder {

  private static final String NAME = "memotor-profile";
  private static final long WAIT_SECONDS = 60;

  private final long pid;

  FlightRecorder(long pid) {
    this.pid = pid;
  }

  /** Both kinds of samples at the same interval, so that they can be added up. */
  void start() throws IOException {
    jcmd(
        "JFR.start",
        "name=" + NAME,
        "settings=profile",
        "jdk.ExecutionSample#period=10ms",
        "jdk.NativeMethodSample#period=10ms");
  }

  /** Ends the recording and writes it to a file. */
  void stop(Path file) throws IOException {
    jcmd("JFR.stop", "name=" + NAME, "filename=" + file.toAbsolutePath());
  }

  private void jcmd(String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      // What it says is a few lines, which fit into the pipe.
      if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("jcmd does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0 || said.contains("Could not")) {
      throw new IOException("jcmd: " + said.strip());
    }
  }
}
