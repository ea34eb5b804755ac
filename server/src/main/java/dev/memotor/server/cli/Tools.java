package dev.memotor.server.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Subcommands from other modules, found in the way the JDK finds its own tools, so that neither
 * side depends on the other. Loading them takes time: do so only for a word that is no command.
 */
final class Tools {

  private static final String PACKAGES = "dev.memotor.";

  private Tools() {}

  /** Returns the tool of a name, or null. */
  static @Nullable ToolProvider find(String name) {
    return all().stream().filter(tool -> tool.name().equals(name)).findFirst().orElse(null);
  }

  static List<ToolProvider> all() {
    return ServiceLoader.load(ToolProvider.class, Tools.class.getClassLoader()).stream()
        .filter(provider -> provider.type().getName().startsWith(PACKAGES))
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
