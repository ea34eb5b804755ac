package dev.memotor.engine.redis;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import java.util.List;

/** Opens {@link RedisEngine}s. */
public final class RedisEngineProvider implements EngineProvider {

  @Override
  public int spiLevel() {
    return SpiLevel.CURRENT;
  }

  @Override
  public List<String> schemes() {
    return List.of("redis", "rediss", "redis-sentinel", "redis-cluster");
  }

  @Override
  public String description() {
    return "Items as hashes in Redis or Valkey: a single server, Sentinel or Cluster. For several"
        + " memotors sharing one store, and for data that other programs use.";
  }

  @Override
  public String locationHint() {
    return "//[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...][/DATABASE]";
  }

  @Override
  public List<EngineOption> options() {
    return RedisSettings.OPTIONS;
  }

  @Override
  public List<String> examples() {
    return List.of(
        "redis://localhost:6379/0?prefix=app:",
        "redis://user:password@host?ram=tracking",
        "redis-sentinel://host1,host2?master=mymaster",
        "redis-cluster://host1,host2?replicas=1");
  }

  @Override
  public Engine open(EngineConfig config, EngineContext context) {
    RedisEngine engine = new RedisEngine(RedisSettings.of(config), context);
    engine.start();
    return engine;
  }
}
