package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that was started here, on a free port of the loopback device, and is stopped here. */
public final class ServerProcess implements AutoCloseable {

  private static final long START_MILLIS = 300_000;
  private static final long STOP_SECONDS = 20;

  /** Read by memotor's launcher; others take no notice. */
  private static final String JAVA_OPTIONS = "MEMOTOR_JAVA_OPTS";

  private final Process process;
  private final int port;
  private final Thread hook;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    hook = new Thread(process::destroyForcibly);
    // Whoever interrupts the comparison does not want servers left behind.
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Returns a free port of the loopback device. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts a server and waits, within bounds, until it accepts connections. */
  public static ServerProcess start(String name, List<String> command, int port, Path directory)
      throws IOException {
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .merge(JAVA_OPTIONS, SafepointLog.OPTION, (given, more) -> given + " " + more);
    ServerProcess server = new ServerProcess(builder.start(), port);
    try {
      server.awaitPort(name, log);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Starts a memotor on a free port; it has a {@link SafepointLog}.
   *
   * @param home where its bin and distribution are
   * @param directory its working directory
   * @param megabytes what it may keep in memory
   * @param more options
   */
  public static ServerProcess startMemotor(
      Path home, Path directory, String engine, int loops, int megabytes, List<String> more)
      throws IOException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/memotor").toString(),
                "--engine",
                engine,
                "-l",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-t",
                Integer.toString(loops),
                "-m",
                Integer.toString(megabytes)));
    command.addAll(more);
    return start("memotor", command, port, directory);
  }

  /**
   * Starts a memcached on a free port.
   *
   * @param directory its working directory
   * @param megabytes what it may keep in memory
   * @param more options
   */
  public static ServerProcess startMemcached(
      MemcachedProgram program, Path directory, int threads, int megabytes, List<String> more)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(program.command());
    command.addAll(
        List.of(
            "-l",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "0",
            "-t",
            Integer.toString(threads),
            "-m",
            Integer.toString(megabytes),
            // It does not run as root unless that is named.
            "-u",
            System.getProperty("user.name")));
    command.addAll(more);
    return start("memcached", command, port, directory);
  }

  private void awaitPort(String name, Path log) throws IOException {
    long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!accepts()) {
      if (!process.isAlive()) {
        throw new IOException(
            name + " ended with status " + process.exitValue() + ": " + Files.readString(log));
      }
      if (System.nanoTime() > giveUp) {
        throw new IOException(name + " does not accept connections");
      }
      pause();
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Bytes that it has in RAM at this moment, as the kernel counts them. */
  public long residentBytes() throws IOException {
    return Machine.kernelFigure(Path.of("/proc", Long.toString(pid()), "status"), "VmRSS");
  }

  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The machine is shutting down already, and the hook does the same.
      process.destroyForcibly();
    }
  }
}
