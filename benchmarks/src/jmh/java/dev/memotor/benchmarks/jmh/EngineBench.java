package dev.memotor.benchmarks.jmh;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.server.engines.EngineRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Engines through their own door, a batch of 32 operations at a time; times are for one. Any other
 * URI of {@code --engine} does as well: {@code -p uri=redis://127.0.0.1:6379}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBench {

  private static final int BATCH = 32;

  /** What {@code --engine} takes; DIR is a directory of this trial's own. */
  @Param({"memory", "rocksdb:DIR", "fs:DIR"})
  public String uri;

  @Param("200000")
  public int keys;

  @Param("100")
  public int size;

  private final SplittableRandom random = new SplittableRandom(1);
  private final WaitedBatch batch = new WaitedBatch(BATCH);
  private Path directory;
  private Engine engine;
  private Key[] names;

  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("memotor-jmh");
    EngineProvider provider = EngineRegistry.load(null).providerOf(uri);
    engine =
        provider.open(
            EngineConfig.parse(
                uri.replace("DIR", directory.resolve("data").toString()), provider.options()),
            EngineContext.defaults().withMemoryLimit(1L << 30));
    names = new Key[keys];
    for (int i = 0; i < keys; i++) {
      names[i] = Key.of(Wire.key(i));
    }
    for (int i = 0; i + BATCH <= keys; i += BATCH) {
      for (int j = 0; j < BATCH; j++) {
        batch.set(j, new Store(names[i + j], Store.Mode.SET, new byte[size], 0, 0));
      }
      execute();
    }
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void execute() {
    batch.begin();
    engine.execute(batch);
    batch.await();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void get() {
    for (int i = 0; i < BATCH; i++) {
      batch.set(i, new Get(names[random.nextInt(keys)]));
    }
    execute();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void set() {
    for (int i = 0; i < BATCH; i++) {
      batch.set(i, new Store(names[random.nextInt(keys)], Store.Mode.SET, new byte[size], 0, 0));
    }
    execute();
  }
}
