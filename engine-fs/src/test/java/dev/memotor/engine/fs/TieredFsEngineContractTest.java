package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.EngineContract;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.Operations;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
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

  /** The tier hears of both ends, and must not hear of the write last. */
  @Test
  void aReadRightBehindAWrite_isRecorded() throws IOException {
    try (Engine engine = open(EngineContext.defaults().withMemoryLimit(8 << 20))) {
      for (int i = 0; i < 5_000; i++) {
        Key key = Key.of("key" + i % 16);
        byte[] value = {(byte) i};
        RecordingBatch.run(
            engine, new Store(key, Store.Mode.SET, value, 0, Exptime.NEVER), new Get(key));
        Result look = RecordingBatch.call(engine, Operations.peek(key));
        assertThat(look.item().isFetched()).as("round %d", i).isTrue();
      }
    }
  }
}
