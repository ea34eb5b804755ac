package dev.memotor.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A memotor as its users run it: a separate process, started by its command line. */
final class MemotorProcess implements StartedServer {

  private static final Pattern GREETING = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");
  private static final long END_MAX_SECONDS = 30;

  private final Process process;
  private final int port;

  private MemotorProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Runs {@code memotor} with these arguments, on any free port. */
  static MemotorProcess start(Path directory, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.memotor.server.cli.Main",
                "-l",
                "127.0.0.1",
                "-p",
                "-1"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher greeting = GREETING.matcher(line);
      if (greeting.find()) {
        drain(output);
        return new MemotorProcess(process, Integer.parseInt(greeting.group(1)));
      }
      said.append(line).append('\n');
    }
    throw new IOException("memotor does not start:\n" + said);
  }

  /** A process whose output is not read blocks when the pipe is full. */
  private static void drain(BufferedReader output) {
    Thread reader =
        new Thread(
            () -> {
              try {
                output.transferTo(Writer.nullWriter());
              } catch (IOException ended) {
                // Killed: there is nothing more to read.
                return;
              }
            },
            "output of a memotor process");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Sends SIGTERM and returns the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return exitStatus();
  }

  @Override
  public int exitStatus() throws InterruptedException {
    if (!process.waitFor(END_MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("memotor does not end within " + END_MAX_SECONDS + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
