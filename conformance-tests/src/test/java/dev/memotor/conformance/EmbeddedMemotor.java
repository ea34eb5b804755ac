package dev.memotor.conformance;

import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.testing.Engines;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.engines.RamTiers;
import java.net.InetSocketAddress;

/** A memotor in this process, on a free loopback port; with a RAM tier as behind the launcher. */
public final class EmbeddedMemotor implements AutoCloseable {

  private final Engine engine;
  private final MemotorServer server;

  private EmbeddedMemotor(Engine engine, ServerConfig config, EngineClock clock) {
    this.engine = engine;
    try {
      this.server = MemotorServer.start(config, engine, clock);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  public static EmbeddedMemotor over(String engineUri) {
    return over(engineUri, ServerConfig.local(), EngineClock.system());
  }

  public static EmbeddedMemotor over(String engineUri, ServerConfig config, EngineClock clock) {
    EngineContext context = config.items().context(clock);
    Engine engine = RamTiers.inFrontOf(Engines.open(engineUri, context), context);
    return new EmbeddedMemotor(engine, config, clock);
  }

  /** Owns the engine from now on. */
  public static EmbeddedMemotor over(Engine engine) {
    return new EmbeddedMemotor(engine, ServerConfig.local(), EngineClock.system());
  }

  public InetSocketAddress address() {
    return server.address();
  }

  /** The server as the suite judges it: by the newest memcached, with documented deviations. */
  public ConformanceTarget target() {
    return ConformanceTarget.of(address())
        .withLevel(ServerVersion.parse(MemotorServer.MEMCACHED_VERSION))
        .withDeviations(Deviations.load().ofMemotor(false))
        .withFlushAllowed(true);
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
