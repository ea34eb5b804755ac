package dev.memotor.server.cli;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.engines.EngineRegistry;
import dev.memotor.server.engines.RamTiers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Loads the classes that a server needs in its first second, so that the launcher can archive them
 * ({@code -XX:ArchiveClassesAtExit}).
 */
@Command(
    name = "warm-up",
    hidden = true,
    usageHelpAutoWidth = true,
    synopsisHeading = "Usage: ",
    customSynopsis = "memotor warm-up",
    header = {"memotor warm-up: starts servers and stops them again, for the class archive.", ""},
    versionProvider = Version.class)
final class WarmUpCommand implements Callable<Integer> {

  private static final int MAX_MILLIS = 10_000;

  private static final String TEXT =
      "set a 0 0 1\r\n1\r\nget a\r\ngets a b\r\nincr a 1\r\ntouch a 0\r\nappend a 0 0 1\r\n1\r\n"
          + "delete b\r\nmg a v f t c\r\nms a 1\r\n1\r\nma a\r\nstats\r\nquit\r\n";

  /** A get of "a", and quit. */
  private static final byte[] BINARY =
      HexFormat.of()
          .parseHex(
              "800000010000000000000001000000000000000000000000"
                  + "61"
                  + "800700000000000000000000000000000000000000000000");

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private HelpOptions general;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("memotor-warm-up");
    try {
      serve("memory");
      serve("rocksdb:" + directory.resolve("rocksdb"));
    } finally {
      delete(directory);
    }
    return 0;
  }

  private static void serve(String uri) throws IOException, InterruptedException {
    ServerConfig config = ServerConfig.local().with(MonitoringConfig.local());
    EngineClock clock = EngineClock.system();
    EngineContext context = config.items().context(clock);
    Engine opened = new EngineStart(EngineRegistry.load(null), uri, 0).open(context);
    try (Engine engine = RamTiers.inFrontOf(opened, context);
        MemotorServer server = MemotorServer.start(config, engine, clock)) {
      ask(server.address(), TEXT.getBytes(StandardCharsets.US_ASCII));
      ask(server.address(), BINARY);
      InetSocketAddress admin = server.adminAddress();
      if (admin != null) {
        for (String path : List.of("/", "/metrics", "/data", "/ready")) {
          String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
          ask(admin, request.getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }

  /** Sends a request, and reads until the server closes. */
  private static void ask(InetSocketAddress address, byte[] request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, MAX_MILLIS);
      socket.setSoTimeout(MAX_MILLIS);
      socket.getOutputStream().write(request);
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
