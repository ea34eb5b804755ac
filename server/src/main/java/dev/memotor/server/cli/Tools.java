package dev.memotor.server.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;

/**
 * Subcommands that come from other modules. They are found as the JDK finds its own tools, so that
 * neither side depends on the other.
 */
final class Tools {

  private static final String PACKAGES = "dev.memotor.";

  private Tools() {}

  static ToolProvider find(String name) {
    // Looked for only if it can be one: loading every tool of the JDK takes its time.
    if (name.startsWith("-")
        || name.equals("engines")
        || name.equals("password")
        || name.equals("warm-up")) {
      return null;
    }
    for (ToolProvider tool : all()) {
      if (tool.name().equals(name)) {
        return tool;
      }
    }
    return null;
  }

  static List<ToolProvider> all() {
    return ServiceLoader.load(ToolProvider.class, Tools.class.getClassLoader()).stream()
        .filter(provider -> provider.type().getName().startsWith(PACKAGES))
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
