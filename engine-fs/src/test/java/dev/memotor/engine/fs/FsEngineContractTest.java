package dev.memotor.engine.fs;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class FsEngineContractTest extends EngineContract {

  @TempDir private Path directories;
  private Path last;

  @Override
  protected Engine open(EngineContext context) throws IOException {
    last = Files.createTempDirectory(directories, "items");
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    return Engines.open("fs:" + last, context);
  }
}
