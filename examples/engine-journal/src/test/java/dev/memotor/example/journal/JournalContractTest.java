package dev.memotor.example.journal;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.EngineContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class JournalContractTest extends EngineContract {

  @TempDir private Path files;
  private Path last;

  @Override
  protected Engine open(EngineContext context) throws IOException {
    last = Files.createTempFile(files, "items", ".journal"); // a separate, empty file
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) { // for engines that declare PERSISTENT
    JournalEngineProvider provider = new JournalEngineProvider();
    return provider.open(EngineConfig.parse("journal:" + last, provider.options()), context);
  }
}
