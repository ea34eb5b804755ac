package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.util.List;

/** Opens {@code rocksdb}, the durable engine over RocksDB. */
public final class RocksDbEngineProvider implements EngineProvider {

  /** The directory used if the URI names none. */
  static final String DEFAULT_DIRECTORY = "./memotor-data";

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of("rocksdb");
  }

  @Override
  public String description() {
    return "Durable items on the local disk, in an embedded RocksDB; the default.";
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
    return StoreOptions.DECLARED;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "rocksdb:/srv/items",
        "rocksdb:/srv/items?sync=always&cache=1g",
        "rocksdb:/srv/items?wal-dir=/fast/log");
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    return RocksDbEngine.open(StoreOptions.of(config), context);
  }
}
