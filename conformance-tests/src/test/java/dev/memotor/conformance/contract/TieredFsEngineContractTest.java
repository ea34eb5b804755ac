package dev.memotor.conformance.contract;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class TieredFsEngineContractTest extends EngineContract {

  @TempDir private Path directories;
  private Path last;

  @Override
  protected Engine open(EngineContext context) throws IOException {
    last = Files.createTempDirectory(directories, "items");
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    return Engines.tiered(Engines.open("fs:" + last, context), context);
  }
}
