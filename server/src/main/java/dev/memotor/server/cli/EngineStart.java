package dev.memotor.server.cli;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.engines.EngineRegistry;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the engine of a URI, and waits for an unavailable store. */
final class EngineStart {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final long RETRY_MILLIS = 500;

  private final EngineProvider provider;
  private final EngineConfig config;
  private final long waitSeconds;

  /**
   * Finds the engine.
   *
   * @param waitSeconds how long to wait for an unavailable store; 0 to fail at once
   * @throws ConfigurationException if there is no such engine, or an option is wrong
   */
  EngineStart(EngineRegistry registry, String uri, long waitSeconds) {
    this.waitSeconds = waitSeconds;
    try {
      this.provider = registry.providerOf(uri);
    } catch (ConfigurationException e) {
      throw new ConfigurationException("--engine " + uri + ": " + e.getMessage(), e);
    }
    try {
      String place = provider.defaultLocation();
      this.config =
          EngineConfig.parse(uri, provider.options())
              .orAt(
                  place.isEmpty() ? place : Path.of(place).toAbsolutePath().normalize().toString());
    } catch (EngineException e) {
      throw new ConfigurationException("--engine: " + e.getMessage(), e);
    }
  }

  /** Returns the parsed URI, whose text masks secrets. */
  EngineConfig config() {
    return config;
  }

  /**
   * Opens the engine.
   *
   * @throws ConfigurationException if that fails, or the store stays unavailable
   */
  Engine open(EngineContext context) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    boolean logged = false;
    while (true) {
      try {
        return openOnce(context);
      } catch (EngineException e) {
        boolean unavailable = e.kind() == EngineException.Kind.UNAVAILABLE;
        if (!unavailable || System.nanoTime() >= deadline) {
          throw new ConfigurationException(
              "--engine "
                  + config
                  + ": "
                  + e.getMessage()
                  + (unavailable ? "; --engine-wait SECONDS waits for the store" : ""),
              e);
        }
        if (!logged) {
          LOG.warn("waiting up to {} s for the store: {}", waitSeconds, e.getMessage());
          logged = true;
        }
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  private Engine openOnce(EngineContext context) {
    // Libraries of a plug-in find their services through the thread's class loader.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(provider.getClass().getClassLoader());
    try {
      Engine opened = provider.open(config, context);
      if (opened == null) {
        throw new IllegalStateException("open returned no engine");
      }
      return opened;
    } catch (LinkageError | RuntimeException e) {
      ConfigurationException ofPlugin =
          e instanceof EngineException ? null : EngineRegistry.pluginFailure(provider, e);
      if (ofPlugin != null) {
        throw ofPlugin;
      }
      throw e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
