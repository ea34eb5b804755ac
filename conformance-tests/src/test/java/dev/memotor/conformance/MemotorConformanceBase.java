package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.server.MemotorServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case, over every protocol, against an embedded memotor over one engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemotorConformanceBase extends ConformanceTestBase {

  private EmbeddedMemotor memotor;

  /** The engine; it keeps its files in the directory. */
  abstract String engine(Path place) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    memotor = EmbeddedMemotor.over(engine(directory.resolve("items")));
  }

  @AfterAll
  void stop() throws Exception {
    memotor.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "settings", "items", "slabs", "conns", "engine", "slow"})
  void stats_haveUniqueNamesAndAValueEach(String group) throws IOException {
    try (Socket socket = new Socket(target().getAddress(), target().getPort())) {
      String commands = "set stats_key 0 0 1\r\n1\r\nstats " + group + "\r\nquit\r\n";
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
      List<String> figures =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.matches("STORED|END"))
              .toList();
      assertThat(figures).isNotEmpty().allMatch(line -> line.matches("STAT \\S+ \\S.*"));
      assertThat(figures.stream().map(line -> line.split(" ")[1])).doesNotHaveDuplicates();
    }
  }

  @Override
  protected InetSocketAddress target() {
    return memotor.address();
  }

  @Override
  protected ServerVersion level() {
    return ServerVersion.parse(MemotorServer.MEMCACHED_VERSION);
  }

  @Override
  protected Set<String> deviations() {
    return Deviations.load().ofMemotor(false);
  }
}
