package dev.memotor.conformance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real memcached of one's own, found on the PATH. */
final class MemcachedProcess implements StartedServer {

  private static final int ATTEMPTS = 3;
  private static final Duration STARTUP_MAX = Duration.ofSeconds(60);
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final Process process;
  private final InetSocketAddress address;
  private final ServerVersion version;

  private MemcachedProcess(Process process, InetSocketAddress address, ServerVersion version) {
    this.process = process;
    this.address = address;
    this.version = version;
  }

  /** Runs it with these options, on any free port. */
  static Optional<MemcachedProcess> startIfInstalled(String... options)
      throws IOException, InterruptedException {
    Optional<File> binary = find();
    if (binary.isEmpty()) {
      return Optional.empty();
    }
    // Between finding a free port and memcached's bind somebody else may take it.
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<MemcachedProcess> started = start(binary.get(), freePort(), options);
      if (started.isPresent()) {
        return started;
      }
    }
    throw new IOException("memcached is installed but does not start");
  }

  private static Optional<File> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator)).stream()
        .map(directory -> new File(directory, "memcached"))
        .filter(File::canExecute)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Optional<MemcachedProcess> start(File binary, int port, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.getPath(),
                // Refuses to run as root unless told whom to be.
                "-u",
                System.getProperty("user.name"),
                "-l",
                InetAddress.getLoopbackAddress().getHostAddress(),
                "-p",
                Integer.toString(port),
                "-m",
                "256",
                "-t",
                "2"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long deadline = System.nanoTime() + STARTUP_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        // What it answers shows that it is there; one that asks for a name tells no version.
        ServerProbe.ask(address, ANSWER_MAX, ServerAccess.OPEN, Set.of());
        return Optional.of(new MemcachedProcess(process, address, version(binary)));
      } catch (IOException notYet) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
      }
    }
    process.destroyForcibly();
    return Optional.empty();
  }

  private static ServerVersion version(File binary) throws IOException {
    Process process = new ProcessBuilder(binary.getPath(), "-V").start();
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      return ServerVersion.parse(said.readLine().replace("memcached ", ""));
    }
  }

  @Override
  public int exitStatus() throws InterruptedException {
    if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("memcached does not end within " + END_MAX);
    }
    return process.exitValue();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  ServerVersion version() {
    return version;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
