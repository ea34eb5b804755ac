package dev.memotor.server.engines;

import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The available engines: those on the class path, and those of the plug-in directory. */
public final class EngineRegistry {

  private final Map<String, EngineProvider> byScheme = new TreeMap<>();
  private final List<EngineProvider> all = new ArrayList<>();

  private EngineRegistry() {}

  /**
   * Finds the engines.
   *
   * @param plugins a directory with a directory for each plug-in
   * @throws ConfigurationException that names the jar or class that cannot be used, and why
   */
  public static EngineRegistry load(@Nullable Path plugins) {
    EngineRegistry registry = new EngineRegistry();
    registry.addAll(EngineRegistry.class.getClassLoader(), "the class path");
    if (plugins != null) {
      for (PluginDirectory.Plugin plugin : PluginDirectory.open(plugins)) {
        int before = registry.all.size();
        registry.addAll(plugin.loader(), "plug-in " + plugin.name());
        if (registry.all.size() == before) {
          throw new ConfigurationException(
              "plug-in "
                  + plugin.name()
                  + " in "
                  + plugins
                  + " has no engine: its jar lacks META-INF/services/"
                  + EngineProvider.class.getName());
        }
      }
    }
    return registry;
  }

  private void addAll(ClassLoader loader, String origin) {
    Iterator<EngineProvider> found = ServiceLoader.load(EngineProvider.class, loader).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        // The class loader of a plug-in does not see the server's own engines.
        add(found.next(), origin);
      } catch (ConfigurationException e) {
        throw e;
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        // Linkage errors: built for a newer Java, or for an SPI that has other methods.
        if (loader instanceof PluginClassLoader plugin) {
          throw failureOf(plugin, e);
        }
        throw new ConfigurationException(
            "an engine of " + origin + " cannot be loaded: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Describes what went wrong in an engine's code, for the administrator who installed it.
   *
   * @param failure an error of linking, or what no engine should throw
   * @return null if the engine is one of the server's own, whose faults are ours
   */
  public static @Nullable ConfigurationException pluginFailure(
      EngineProvider provider, Throwable failure) {
    return provider.getClass().getClassLoader() instanceof PluginClassLoader loader
        ? failureOf(loader, failure)
        : null;
  }

  private static ConfigurationException failureOf(PluginClassLoader plugin, Throwable failure) {
    Throwable cause = failure instanceof ServiceConfigurationError ? failure.getCause() : failure;
    String text =
        cause == null ? String.valueOf(failure.getMessage()) : explain(cause, plugin.directory());
    return new ConfigurationException(plugin.description() + ": " + text, failure);
  }

  private static String explain(Throwable failure, Path directory) {
    if (failure instanceof NoClassDefFoundError || failure instanceof ClassNotFoundException) {
      String name = String.valueOf(failure.getMessage()).replace('/', '.');
      return "the class "
          + name
          + " is missing; put the jar that has it into "
          + directory
          + ", or, if it is one of the server's, get a build of the plug-in for this version";
    }
    if (failure instanceof LinkageError) {
      return "it does not fit this server or this Java ("
          + failure
          + "); get a build of the plug-in for this version";
    }
    StackTraceElement[] trace = failure.getStackTrace();
    return "its engine failed with "
        + failure
        + (trace.length == 0 ? "" : " at " + trace[0])
        + "; this is a fault of the plug-in: report it to those who made it";
  }

  private void add(EngineProvider provider, String origin) {
    SpiRange.SUPPORTED.require(
        provider.spiLevel(), "the engine " + provider.schemes() + " of " + origin);
    for (String scheme : provider.schemes()) {
      EngineProvider other = byScheme.putIfAbsent(scheme, provider);
      if (other != null) {
        throw new ConfigurationException(
            "two engines answer to '"
                + scheme
                + "': "
                + other.getClass().getName()
                + " and "
                + provider.getClass().getName()
                + " of "
                + origin);
      }
    }
    all.add(provider);
  }

  /** Returns all engines, in no particular order. */
  public Collection<EngineProvider> providers() {
    return List.copyOf(all);
  }

  /**
   * Returns the engine that a URI names.
   *
   * @throws ConfigurationException that lists the engines, without the option that named this one
   */
  public EngineProvider providerOf(String uri) {
    String scheme = EngineConfig.schemeOf(uri);
    EngineProvider provider = byScheme.get(scheme);
    if (provider != null) {
      return provider;
    }
    if (uri.startsWith("/") || uri.startsWith(".")) {
      throw new ConfigurationException(
          "a path needs an engine before it, such as rocksdb:"
              + uri
              + " (unlike memcached's -e, it is not a memory file: items of rocksdb and fs survive"
              + " restarts)");
    }
    throw new ConfigurationException(
        "there is no engine '"
            + scheme
            + "'"
            + (Suggestion.closest(scheme, byScheme.keySet()) == null
                ? "; there are: "
                : Suggestion.didYouMean(scheme, byScheme.keySet()) + " There are: ")
            + String.join(", ", byScheme.keySet()));
  }
}
