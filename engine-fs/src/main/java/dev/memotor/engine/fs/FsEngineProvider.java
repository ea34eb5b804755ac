package dev.memotor.engine.fs;

import dev.memotor.engine.BootId;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code fs}, the engine that keeps each item in its own file. */
public final class FsEngineProvider implements EngineProvider {

  private static final String DEFAULT_DIRECTORY = "./memotor-files";

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of("fs");
  }

  @Override
  public String description() {
    return "Durable items, one file per item, readable with ordinary tools; fast up to a few million"
        + " items.";
  }

  @Override
  public String locationHint() {
    return "DIRECTORY";
  }

  @Override
  public String defaultLocation() {
    return DEFAULT_DIRECTORY;
  }

  @Override
  public List<EngineOption> options() {
    return List.of(
        EngineOption.of(
            "sync",
            EngineOption.Type.TEXT,
            "1s",
            "When writes are synced to disk: always (before they are acknowledged), never, or at an"
                + " interval such as 1s. Acknowledged writes always survive the death of the process."),
        EngineOption.of(
            "threads",
            EngineOption.Type.NUMBER,
            "16",
            "Operations that may wait for the disk at the same time, 1 to 1024."),
        EngineOption.of(
            "queue",
            EngineOption.Type.NUMBER,
            "65536",
            "Operations that may be in flight, at least 1; further ones are refused as busy."));
  }

  @Override
  public List<String> examples() {
    return List.of("fs:/srv/files", "fs:/srv/files?sync=always");
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    SyncPolicy sync = SyncPolicy.parse(config.text("sync"));
    int threads = number(config, "threads", 1024);
    int queue = number(config, "queue", Integer.MAX_VALUE);
    Path root = config.path(DEFAULT_DIRECTORY).toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
    } catch (FileAlreadyExistsException e) {
      throw configuration(root + " is a file, but engine fs needs a directory", e);
    } catch (IOException e) {
      throw configuration(DiskFailure.of("create directory", root, e).getMessage(), e);
    }
    FsSetup setup =
        new FsSetup(
            new NioDisk(),
            root,
            new FileNames(),
            sync,
            threads,
            queue,
            // Without an id, every start after a crash is treated like one after a power failure.
            BootId.current(),
            RootLock.take(root));
    return FsEngine.open(setup, context.clock());
  }

  private static int number(EngineConfig config, String option, int max) {
    long number = config.number(option);
    if (number < 1 || number > max) {
      throw configuration(
          "option '" + option + "' of engine fs is '" + number + "' but must be 1 to " + max, null);
    }
    return (int) number;
  }

  private static EngineException configuration(String message, IOException cause) {
    return new EngineException(EngineException.Kind.CONFIGURATION, message, cause);
  }
}
