package dev.memotor.conformance;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.engine.redis.RedisProcess;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The options that reach beyond the server: each engine must accept what {@code -I} allows, and
 * nothing that it forbids may get into a store.
 */
@Tag("slow")
final class ItemSizeByEngineTest {

  private static boolean isItemSize(String options) {
    return options.startsWith("-I ");
  }

  @Nested
  final class RocksDb extends MemotorStartedConformanceTest {
    @Override
    String engine(Path place) {
      return "rocksdb:" + place.resolve("items");
    }

    @Override
    boolean concerns(String options) {
      return isItemSize(options);
    }
  }

  @Nested
  final class Fs extends MemotorStartedConformanceTest {
    @Override
    String engine(Path place) {
      return "fs:" + place.resolve("items");
    }

    @Override
    boolean concerns(String options) {
      return isItemSize(options);
    }
  }

  @Nested
  final class Redis extends MemotorStartedConformanceTest {

    private RedisProcess redis;

    @BeforeEach
    void startRedis() throws Exception {
      redis = RedisProcess.server();
    }

    @AfterEach
    void stopRedis() throws Exception {
      redis.close();
    }

    @Override
    String engine(Path place) {
      return redis.uri("?timeout=20s");
    }

    @Override
    boolean concerns(String options) {
      return isItemSize(options);
    }

    @Override
    Set<String> deviations() {
      return Deviations.load().ofMemotor(true);
    }
  }
}
