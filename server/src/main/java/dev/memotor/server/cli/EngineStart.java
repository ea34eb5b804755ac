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

/** Opens the engine that a URI names, and waits for one whose store is not there yet. */
final class EngineStart {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");
  private static final long RETRY_MILLIS = 500;

  private final EngineProvider provider;
  private final EngineConfig config;
  private final long waitSeconds;

  /**
   * Finds the engine.
   *
   * @param waitSeconds how long to wait for a store that is not there; 0 to fail at once
   * @throws ConfigurationException if there is no such engine, or an option is wrong
   */
  EngineStart(EngineRegistry registry, String uri, long waitSeconds) {
    this.provider = registry.providerOf(uri);
    this.waitSeconds = waitSeconds;
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

  /** What the URI says, with secrets masked when shown. */
  EngineConfig config() {
    return config;
  }

  /**
   * Opens the engine.
   *
   * @throws ConfigurationException if that fails, or does not succeed in time
   */
  Engine open(EngineContext context) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    boolean told = false;
    while (true) {
      try {
        return openOnce(context);
      } catch (EngineException e) {
        boolean mayCome = e.kind() == EngineException.Kind.UNAVAILABLE;
        if (!mayCome || System.nanoTime() >= deadline) {
          throw new ConfigurationException(
              "--engine "
                  + config
                  + ": "
                  + e.getMessage()
                  + (mayCome ? "; --engine-wait SECONDS waits for it" : ""),
              e);
        }
        if (!told) {
          LOG.warn("waiting up to {} s for the store: {}", waitSeconds, e.getMessage());
          told = true;
        }
      }
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  private Engine openOnce(EngineContext context) {
    // A plug-in's libraries look for their services with the thread's loader.
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
