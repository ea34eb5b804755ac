package dev.memotor.server.engines;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory with one subdirectory of jars per plug-in. */
final class PluginDirectory {

  private PluginDirectory() {}

  /** A plug-in and the class loader of its jars. */
  record Plugin(String name, PluginClassLoader loader) {}

  static List<Plugin> open(Path directory) {
    List<Plugin> plugins = new ArrayList<>();
    for (Path plugin : sorted(directory)) {
      if (Files.isDirectory(plugin)) {
        List<Path> jars =
            sorted(plugin).stream().filter(path -> path.toString().endsWith(".jar")).toList();
        if (jars.isEmpty()) {
          throw new ConfigurationException("plug-in directory " + plugin + " has no jar");
        }
        plugins.add(
            new Plugin(
                plugin.getFileName().toString(),
                new PluginClassLoader(
                    plugin,
                    jars.stream().map(PluginDirectory::url).toArray(URL[]::new),
                    PluginDirectory.class.getClassLoader())));
      }
    }
    return plugins;
  }

  private static List<Path> sorted(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      String reason =
          e instanceof NoSuchFileException ? "there is no such directory" : e.getMessage();
      throw new ConfigurationException(
          "cannot read the plug-in directory " + directory + ": " + reason, e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file without URL: " + jar, e);
    }
  }
}
