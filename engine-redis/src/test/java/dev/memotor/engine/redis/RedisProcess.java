package dev.memotor.engine.redis;

import dev.memotor.engine.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/** A real redis-server of this test's own, on a free loopback port. */
public final class RedisProcess implements AutoCloseable {

  private static final Set<Integer> GIVEN = new HashSet<>();
  private static Path program;

  private final int port;
  private final Path directory;
  private final List<String> arguments;
  private Process process;
  private volatile String password;

  private RedisProcess(int port, Path directory, List<String> arguments) {
    this.port = port;
    this.directory = directory;
    this.arguments = arguments;
  }

  /** Starts a server with these settings, for example {@code "--appendonly", "yes"}. */
  public static RedisProcess server(String... settings) throws IOException {
    int port = freePort();
    Path directory = Files.createTempDirectory("memotor-redis-" + port);
    List<String> arguments = new ArrayList<>();
    arguments.add("--port");
    arguments.add(Integer.toString(port));
    arguments.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", directory.toString()));
    arguments.addAll(List.of(settings));
    RedisProcess redis = new RedisProcess(port, directory, arguments);
    redis.launch();
    return redis;
  }

  /** Starts a sentinel that watches one master. */
  public static RedisProcess sentinel(HostAndPort master, int quorum, String... settings)
      throws IOException {
    int port = freePort();
    Path directory = Files.createTempDirectory("memotor-sentinel-" + port);
    Path file = directory.resolve("sentinel.conf");
    Files.writeString(
        file,
        String.join(
            "\n",
            "port " + port,
            "bind 127.0.0.1",
            "dir " + directory,
            "sentinel monitor mymaster " + master.getHost() + " " + master.getPort() + " " + quorum,
            "sentinel down-after-milliseconds mymaster 500",
            "sentinel failover-timeout mymaster 2000",
            String.join("\n", settings),
            ""));
    RedisProcess redis = new RedisProcess(port, directory, List.of(file.toString(), "--sentinel"));
    redis.launch();
    return redis;
  }

  /** Finds a free port; 10000 above it, where a cluster has its bus, is free as well. */
  static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = socket.getLocalPort();
        if (port < 55000) {
          try (ServerSocket bus =
              new ServerSocket(port + 10000, 1, InetAddress.getLoopbackAddress())) {
            if (bus.isBound() && GIVEN.add(port)) {
              return port;
            }
          } catch (java.net.BindException e) {
            continue;
          }
        }
      }
    }
  }

  private static synchronized Path program() throws IOException {
    if (program == null) {
      String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      boolean arm = System.getProperty("os.arch").equals("aarch64");
      String name =
          system.contains("mac")
              ? (arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64")
              : (arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64");
      Path file = Files.createTempFile("memotor-redis-server", "");
      file.toFile().deleteOnExit();
      try (InputStream in = RedisProcess.class.getResourceAsStream("/" + name)) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      program = file;
    }
    return program;
  }

  /** Starts it, or starts it again after {@link #kill}. */
  void launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("memotor.test.redis-server", program().toString()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()))
            .start();
    Await.until("redis-server listens on " + port, this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "redis-server ended with " + process.exitValue() + ", see " + directory, e);
      }
      return false;
    }
  }

  int port() {
    return port;
  }

  public HostAndPort address() {
    return new HostAndPort("127.0.0.1", port);
  }

  public String uri(String options) {
    return "redis://127.0.0.1:" + port + options;
  }

  /** Ends it at once, as a crash would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("redis-server does not die");
    }
  }

  /** Stops or continues it, as a machine that hangs would. */
  void signal(String name) throws IOException, InterruptedException {
    int result =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (result != 0) {
      throw new IllegalStateException("kill -" + name + " failed");
    }
  }

  /** Runs a command as redis-cli would; texts become Strings. */
  public Object command(String name, String... arguments) {
    return command(Protocol.Command.valueOf(name), arguments);
  }

  /** Requires this password from now on; existing connections stay. */
  void requirePassword(String newPassword) {
    command("CONFIG", "SET", "requirepass", newPassword);
    password = newPassword.isEmpty() ? null : newPassword;
  }

  private Object command(ProtocolCommand command, String... arguments) {
    try (Connection connection =
        password == null
            ? new Connection(address())
            : new Connection(
                address(), DefaultJedisClientConfig.builder().password(password).build())) {
      connection.sendCommand(command, arguments);
      return text(connection.getOne());
    }
  }

  private static Object text(Object reply) {
    if (reply instanceof byte[] bytes) {
      return Ascii.text(bytes);
    }
    if (reply instanceof List<?> list) {
      return list.stream().map(RedisProcess::text).toList();
    }
    return reply;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
