package dev.memotor.server.engines;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Isolates a plug-in from the server: it sees only the SPI and the logging façade, so that its
 * libraries and the server's never conflict.
 */
final class PluginClassLoader extends URLClassLoader {

  /** Exact packages: a prefix would also claim the server's own engines. */
  private static final Set<String> SHARED =
      Set.of("dev.memotor.engine", "dev.memotor.engine.support", "org.slf4j", "org.slf4j.event");

  private final Path directory;
  private final ClassLoader server;

  PluginClassLoader(Path directory, URL[] jars, ClassLoader server) {
    super(jars, ClassLoader.getPlatformClassLoader());
    this.directory = directory;
    this.server = server;
  }

  /**
   * Returns the plug-in as its user knows it, such as {@code "plug-in tape
   * (/srv/plugins/tape/tape.jar)"}.
   */
  String description() {
    String jars =
        Arrays.stream(getURLs())
            .map(url -> directory.resolve(Path.of(url.getPath()).getFileName()).toString())
            .collect(Collectors.joining(", "));
    return "plug-in " + directory.getFileName() + " (" + jars + ")";
  }

  Path directory() {
    return directory;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    int dot = name.lastIndexOf('.');
    if (dot > 0 && SHARED.contains(name.substring(0, dot))) {
      return server.loadClass(name);
    }
    return super.loadClass(name, resolve);
  }
}
