package dev.memotor.conformance.clients;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.engines.EngineRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An engine behind a separate server on a free loopback port, opened as by the launcher. */
final class ServedEngine implements AutoCloseable {

  private final Engine engine;
  private final MemotorServer server;

  private ServedEngine(Engine engine, MemotorServer server) {
    this.engine = engine;
    this.server = server;
  }

  /** The engines that need nothing but this machine. */
  static Stream<String> schemes() {
    return Stream.of("memory", "rocksdb", "fs");
  }

  /** Serves an engine whose items, if it keeps any, are in the directory. */
  static ServedEngine start(String scheme, Path directory) {
    return startUri(scheme.equals("memory") ? scheme : scheme + ":" + directory);
  }

  /** Serves the engine that a URI names. */
  static ServedEngine startUri(String uri) {
    EngineProvider provider = EngineRegistry.load(null).providerOf(uri);
    Engine engine =
        provider.open(EngineConfig.parse(uri, provider.options()), EngineContext.defaults());
    MemotorServer server =
        MemotorServer.start(
            ServerConfig.local().with(MonitoringConfig.local()), engine, EngineClock.system());
    return new ServedEngine(engine, server);
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** Where its metrics are. */
  InetSocketAddress adminAddress() {
    return server.adminAddress();
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
