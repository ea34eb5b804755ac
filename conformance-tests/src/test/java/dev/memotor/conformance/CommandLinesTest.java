package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memotor.server.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same command line on the real memcached and on memotor: both start, or both refuse, or the
 * difference is listed here with a reason.
 */
@Tag("slow")
final class CommandLinesTest {

  private static final String WORDS = "memcached reads a word as 0; here it is a mistake";

  /** Arguments with bars between them; PORT and DIR are replaced. */
  private static final List<Arguments> LINES =
      List.of(
          both("start", "-m 64|-I 5m"),
          both("start", "-m 64|--extended=modern,track_sizes|-I 5m|-c 1000|-v"),
          both("start", "--memory-limit=64|--conn-limit=1000|--max-item-size=5m"),
          both("start", "--memory-limit|64|--conn|1000|--max-item|5m"),
          both("start", "-vvm64"),
          both("start", "-m|64|-m|128"),
          both("start", "-m|2"),
          both("refuse", "-m|1"),
          both("refuse", "-m|0"),
          both("refuse", "-m|x"),
          both("refuse", "-m"),
          both("start", "-m|512m"),
          only("memcached", "memcached takes -1 for a huge number", "-m|-1"),
          both("refuse", "-c|0"),
          both("refuse", "-c|x"),
          both("refuse", "-c|-5"),
          both("refuse", "-t|0"),
          both("refuse", "-t|x"),
          both("start", "-t|2"),
          both("start", "-b|0"),
          both("start", "-b|9"),
          only("memcached", WORDS, "-b|x"),
          both("start", "-R|250|-k|-r|-C|-B|auto|-f|1.25|-n|48|-D|:"),
          both("refuse", "-R|0"),
          both("refuse", "-R|x"),
          both("refuse", "-f|1"),
          both("refuse", "-f|x"),
          both("start", "-f|2"),
          both("refuse", "-n|0"),
          both("refuse", "-n|x"),
          both("start", "-D|::"),
          both("refuse", "-D|"),
          both("start", "-B|ascii"),
          both("start", "-B|binary"),
          both("refuse", "-B|foo"),
          both("refuse", "-I|10"),
          both("refuse", "-I|5x"),
          both("refuse", "-I|"),
          both("refuse", "-I|2g"),
          only("memcached", "memcached reads 1.5m as 1m", "-I|1.5m"),
          only("memotor", "items may be larger than the memory for hot ones", "-I|40m"),
          both("start", "-I|2048k"),
          both("start", "-o|modern|-o|track_sizes"),
          both("start", "-o|"),
          both("start", "-o|no_modern"),
          both("start", "-o|idle_timeout=5"),
          both("start", "-o|idle_timeout=5,idle_timeout=6"),
          both("refuse", "-o|idle_timeout"),
          only("memcached", WORDS, "-o|idle_timeout=x"),
          both("refuse", "-o|foo"),
          only("memotor", "a space behind a comma does no harm", "-o|modern, track_sizes"),
          both("start", "-o|hashpower=20,hash_algorithm=xxh3"),
          both("refuse", "-o|hashpower"),
          both("refuse", "-o|hash_algorithm=foo"),
          both("start", "-o|slab_automove,slab_automove=1,no_slab_automove"),
          both("start", "-o|lru_crawler,lru_crawler_sleep=100,lru_crawler_tocrawl=0"),
          both("start", "-o|hot_lru_pct=20,warm_lru_pct=30,temporary_ttl=30"),
          both("start", "-o|no_lru_crawler,no_lru_maintainer,no_hashexpand,drop_privileges"),
          both("start", "-o|read_buf_mem_limit=16,worker_logbuf_size=64,ssl_session_cache"),
          only("memcached", "an engine keeps items on disk", "-o|ext_path=DIR/ext:1G"),
          both("refuse", "-o|ssl_chain_cert"),
          both("refuse", "-Z"),
          both("start", "-X|-W|-F|-A|-M|-k|-r"),
          both("start", "--disable-dumping|--disable-watch|--disable-flush-all|--lock-memory"),
          both("start", "--enable-coredumps|--disable-cas|--disable-evictions|--verbose"),
          both("start", "--slab-growth-factor=1.5|--slab-min-size=64|--protocol=ascii"),
          both("start", "--listen-backlog=9|--max-reqs-per-event=5|--threads=2|--napi-ids=2"),
          both("refuse", "-N|x"),
          both("refuse", "--foo"),
          both("refuse", "-G"),
          both("refuse", "-v "),
          both("refuse", "--enable-s"),
          only("memotor", "--memory is memotor's own name", "--memory=64"),
          only("memcached", "memcached ignores words; here one is a slip", "extra"),
          only("memcached", "there is no UDP", "-U|PORT"),
          both("start", "-U|0"),
          both("start", "-l|127.0.0.1:PORT"),
          both("start", "-l|proto[ascii]:tag_tools_:127.0.0.1:PORT"),
          both("start", "-l|proto[binary]:127.0.0.1:PORT"),
          both("start", "-l|tag_x_:127.0.0.1:PORT,[::1]:PORT"),
          both("refuse", "-l|tag_toolongatag_:127.0.0.1:PORT"),
          both("refuse", "-l|notls:127.0.0.1:PORT"),
          both("refuse", "-l|mtls:127.0.0.1:PORT"),
          both("refuse", "-l|127.0.0.1:x"),
          both("refuse", "-l|no.such.host.invalid"),
          both("refuse", "-p|70000"),
          both("start", "-s|DIR/socket"),
          both("start", "-s|DIR/socket|-a|0777"),
          both("refuse", "-S|-B|ascii"),
          both("refuse", "-Y|DIR/none"),
          both("start", "-Y|DIR/users"),
          both("refuse", "-Y|DIR/users|-B|binary"));

  @TempDir private Path directory;

  private static Arguments both(String what, String line) {
    return Arguments.of(line, what.equals("start"), what.equals("start"));
  }

  @SuppressWarnings("UnusedVariable") // the reason is for readers
  private static Arguments only(String starts, String reason, String line) {
    return Arguments.of(line, starts.equals("memcached"), starts.equals("memotor"));
  }

  static Stream<Arguments> lines() {
    return LINES.stream();
  }

  private List<String> arguments(String line, int port) throws IOException {
    Files.writeString(directory.resolve("users"), "ann:secret\n");
    List<String> arguments = new ArrayList<>();
    if (!line.contains("-l|") && !line.contains("-p|") && !line.contains("-s|")) {
      arguments.addAll(List.of("-l", "127.0.0.1"));
    }
    if (!line.contains("-p|") && !line.contains("-s|")) {
      arguments.addAll(List.of("-p", Integer.toString(port)));
    }
    for (String argument : line.split("\\|", -1)) {
      arguments.add(
          argument.replace("PORT", Integer.toString(port)).replace("DIR", directory.toString()));
    }
    return arguments;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private boolean listens(int port, String line) {
    if (line.contains("-s|")) {
      return Files.exists(directory.resolve("socket"));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void memotor_startsOrRefuses(String line, boolean memcachedStarts, boolean memotorStarts)
      throws Exception {
    List<String> arguments = arguments(line, freePort());
    Path pidFile = directory.resolve("pid");
    arguments.addAll(0, List.of("--engine", "memory", "--admin", "none", "-P", pidFile.toString()));
    StringWriter said = new StringWriter();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () ->
                exit.complete(
                    Main.run(
                        arguments.toArray(String[]::new),
                        Map.of(),
                        new PrintWriter(said, true),
                        new PrintWriter(said, true))));
    thread.start();
    while (!exit.isDone() && !Files.exists(pidFile)) {
      LockSupport.parkNanos(1_000_000);
    }
    thread.interrupt();
    assertThat(exit.join() == 0).as("%s says: %s", arguments, said).isEqualTo(memotorStarts);
    if (!memotorStarts) {
      assertThat(exit.join()).isEqualTo(2);
      assertThat(said.toString()).startsWith("memotor: ").doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void memcached_startsOrRefuses(String line, boolean memcachedStarts, boolean memotorStarts)
      throws Exception {
    Optional<MemcachedProgram> newest = MemcachedProgram.newest();
    assumeTrue(newest.isPresent(), "scripts/memcached-newest has not fetched one");
    int port = freePort();
    List<String> arguments = arguments(line, port);
    if ("root".equals(System.getProperty("user.name"))) {
      // As root it needs -u, and that user must be able to read the files.
      directory.toFile().setExecutable(true, false);
      directory.toFile().setReadable(true, false);
      directory.toFile().setWritable(true, false);
      arguments.addAll(0, List.of("-u", "nobody"));
    }
    Process process = newest.get().run(arguments);
    try {
      boolean started = false;
      while (process.isAlive() && !started) {
        started = listens(port, line);
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(started).as(arguments.toString()).isEqualTo(memcachedStarts);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
