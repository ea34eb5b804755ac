package dev.memotor.conformance;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.server.MemotorServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every case, over every protocol, against an embedded memotor over one engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemotorConformanceBase extends ConformanceTestBase {

  private EmbeddedMemotor memotor;

  /** The engine; what it keeps goes into the directory. */
  abstract String engine(Path place) throws Exception;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    memotor = EmbeddedMemotor.over(engine(directory.resolve("items")));
  }

  @AfterAll
  void stop() throws Exception {
    memotor.close();
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
