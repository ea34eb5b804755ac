package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class RocksDbEngineContractTest extends EngineContract {

  @TempDir Path directory;
  private Path last;

  @Override
  protected Engine open(EngineContext context) throws Exception {
    last = Files.createTempDirectory(directory, "items");
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    return Engines.open("rocksdb:" + last, context);
  }
}
