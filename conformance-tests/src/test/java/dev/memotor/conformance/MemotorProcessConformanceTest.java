package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.server.MemotorServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case against the program itself with its default engine, which then shuts down cleanly on a
 * signal.
 */
@Tag("slow")
final class MemotorProcessConformanceTest extends ConformanceTestBase {

  @TempDir private static Path directory;
  private static MemotorProcess memotor;

  @BeforeAll
  static void start() throws IOException {
    memotor = MemotorProcess.start(directory);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    assertThat(memotor.terminate()).as("exit status after SIGTERM").isZero();
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
