package dev.memotor.conformance.plugin;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.engines.EngineRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The jar of examples/engine-journal as an operator installs it, found by the server's registry.
 */
final class ExamplePlugin {

  private final EngineRegistry registry;

  /** Installs the jar below a directory. */
  ExamplePlugin(Path plugins) throws IOException {
    Path jar = Path.of(System.getProperty("memotor.test.example-jar"));
    Path directory = Files.createDirectories(plugins.resolve("journal"));
    Files.copy(jar, directory.resolve(jar.getFileName()));
    registry = EngineRegistry.load(plugins);
  }

  EngineProvider provider() {
    return registry.providerOf("journal");
  }

  Engine open(Path file, EngineContext context) {
    EngineProvider provider = provider();
    return provider.open(EngineConfig.parse("journal:" + file, provider.options()), context);
  }
}
