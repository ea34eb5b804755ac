package dev.memotor.benchmarks.infinispan;

import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.cache.StorageType;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.memcached.MemcachedServer;
import org.infinispan.server.memcached.configuration.MemcachedServerConfigurationBuilder;

/** Infinispan's memcached endpoint over one cache in memory, and nothing else of its server. */
public final class InfinispanServer {

  private static final String CACHE = "memcachedCache";

  private InfinispanServer() {}

  /**
   * Serves until the process is stopped.
   *
   * @param args the port on 127.0.0.1, threads for connections, megabytes of items before it evicts
   */
  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: InfinispanServer PORT THREADS MEGABYTES");
      System.exit(2);
    }
    DefaultCacheManager caches =
        new DefaultCacheManager(new GlobalConfigurationBuilder().build());
    caches.defineConfiguration(CACHE, cache(Integer.parseInt(args[2])));
    // Otherwise the endpoint makes one of its own at the first connection, which needs a disk.
    caches.getCache(CACHE);
    MemcachedServer server = new MemcachedServer();
    server.start(
        new MemcachedServerConfigurationBuilder()
            .host("127.0.0.1")
            .port(Integer.parseInt(args[0]))
            .ioThreads(Integer.parseInt(args[1]))
            .defaultCacheName(CACHE)
            .build(),
        caches);
    server.postStart();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.stop();
                  caches.stop();
                }));
  }

  private static Configuration cache(int megabytes) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    // As bytes, which is what it asks for where memory is bounded by bytes and not by entries.
    cache.encoding().key().mediaType(MediaType.APPLICATION_OCTET_STREAM);
    cache.encoding().value().mediaType(MediaType.APPLICATION_OCTET_STREAM);
    cache.memory().storage(StorageType.HEAP).maxSize(megabytes + "MB");
    cache.memory().whenFull(EvictionStrategy.REMOVE);
    return cache.build();
  }
}
