package dev.memotor.conformance;

import dev.memotor.conformance.run.ServerProbe;
import dev.memotor.conformance.wire.ServerAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real memcached, running. */
final class MemcachedProcess implements StartedServer {

  private static final int ATTEMPTS = 3;
  private static final Duration STARTUP_MAX = Duration.ofSeconds(60);
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final Process process;
  private final InetSocketAddress address;

  private MemcachedProcess(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /** Runs it with these options, on any free port. */
  static MemcachedProcess start(MemcachedProgram program, String... options)
      throws IOException, InterruptedException {
    // Between finding a free port and memcached's bind another process may take it.
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<MemcachedProcess> started = start(program, freePort(), options);
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new IOException(program + " is there but does not start");
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Optional<MemcachedProcess> start(
      MemcachedProgram program, int port, String... options)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                // Refuses to run as root unless a user is named.
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
    arguments.addAll(List.of(options));
    Process process = program.run(arguments);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long deadline = System.nanoTime() + STARTUP_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        // Any answer shows that it is up; one that requires a login reports no version.
        ServerProbe.ask(address, ANSWER_MAX, ServerAccess.OPEN, Set.of());
        return Optional.of(new MemcachedProcess(process, address));
      } catch (IOException notYet) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
      }
    }
    process.destroyForcibly();
    return Optional.empty();
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

  @Override
  public void close() {
    process.destroy();
  }
}
