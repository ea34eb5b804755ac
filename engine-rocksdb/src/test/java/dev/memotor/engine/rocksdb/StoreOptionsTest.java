package dev.memotor.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoreOptionsTest {

  @Test
  void provider_isFound_andDescribesItself() {
    EngineProvider provider =
        ServiceLoader.load(EngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(RocksDbEngineProvider.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertThat(provider.spiLevel()).isEqualTo(SpiLevel.CURRENT);
    assertThat(provider.schemes()).containsExactly("rocksdb");
    assertThat(provider.options()).extracting(EngineOption::description).noneMatch(String::isBlank);
  }

  @Test
  void defaults_areAsDeclared() {
    StoreOptions options = TestEngines.options("rocksdb");
    assertThat(options)
        .isEqualTo(
            new StoreOptions(
                Path.of("./memotor-data"),
                StoreOptions.Sync.INTERVAL,
                Duration.ofSeconds(1),
                128L << 20,
                16L << 20,
                StoreOptions.Compression.LZ4,
                null,
                16L << 10,
                4,
                100_000,
                2,
                64L << 20,
                Duration.ofSeconds(1)));
  }

  @Test
  void options_areRead() {
    String all =
        String.join(
            "&",
            List.of(
                "sync=always",
                "cache=1g",
                "write-buffer=8m",
                "compression=zstd",
                "wal-dir=/w",
                "blob-threshold=4k",
                "threads=9",
                "max-waiting=7",
                "background-jobs=3",
                "min-free=0",
                "sweep-interval=50ms"));
    assertThat(TestEngines.options("rocksdb:/d?" + all))
        .isEqualTo(
            new StoreOptions(
                Path.of("/d"),
                StoreOptions.Sync.ALWAYS,
                Duration.ZERO,
                1L << 30,
                8L << 20,
                StoreOptions.Compression.ZSTD,
                Path.of("/w"),
                4L << 10,
                9,
                7,
                3,
                0,
                Duration.ofMillis(50)));
    assertThat(TestEngines.options("rocksdb?sync=never").sync()).isEqualTo(StoreOptions.Sync.NEVER);
    assertThat(TestEngines.options("rocksdb?sync=250ms").syncInterval())
        .isEqualTo(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @CsvSource({
    "sync=sometimes, sync, always",
    "sync=0s, sync, 1ms",
    "sync=, sync, always",
    "sync=1s%26x, sync, always",
    "cache=1k, cache, 1048576",
    "write-buffer=1, write-buffer, 1048576",
    "compression=brotli, compression, lz4",
    "wal-dir=, wal-dir, a path",
    "blob-threshold=1, blob-threshold, 1024",
    "threads=0, threads, 1 to 256",
    "max-waiting=0, max-waiting, 1 to",
    "background-jobs=100, background-jobs, 64",
    "min-free=lots, min-free, a size",
    "sweep-interval=1ms, sweep-interval, 10ms",
    "colour=red, colour, sync",
  })
  void wrongOptions_areNamed(String option, String name, String right) {
    assertThatThrownBy(() -> TestEngines.options("rocksdb:/d?" + option))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining(right);
  }
}
