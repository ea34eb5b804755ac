package dev.memotor.engine.redis;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisClusterEngineContractTest extends RedisContractBase {

  private static RedisClusterProcesses cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = RedisClusterProcesses.start(0);
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  @Override
  protected String uri(String options) {
    return cluster.uri(options);
  }

  @Override
  protected List<RedisProcess> nodes() {
    return cluster.masters();
  }
}
