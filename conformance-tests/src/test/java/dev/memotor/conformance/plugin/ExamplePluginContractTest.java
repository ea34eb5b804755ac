package dev.memotor.conformance.plugin;

import dev.memotor.conformance.contract.EngineContract;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The engine of docs/engine-authors.md keeps the contract, out of its jar. */
final class ExamplePluginContractTest extends EngineContract {

  @TempDir private static Path plugins;
  private static ExamplePlugin plugin;

  @TempDir private Path files;
  private Path last;

  @BeforeAll
  static void install() throws IOException {
    plugin = new ExamplePlugin(plugins);
  }

  @Override
  protected Engine open(EngineContext context) throws IOException {
    last = Files.createTempFile(files, "items", ".journal");
    return reopen(context);
  }

  @Override
  protected Engine reopen(EngineContext context) {
    return plugin.open(last, context);
  }
}
