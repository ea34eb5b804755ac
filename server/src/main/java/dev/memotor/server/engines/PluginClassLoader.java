package dev.memotor.server.engines;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * Loads a plug-in apart from the server: of the server it sees the SPI and the logging façade, and
 * nothing else, so that its libraries and the server's never meet.
 */
final class PluginClassLoader extends URLClassLoader {

  /** Exact packages: a prefix would also claim the server's own engines. */
  private static final Set<String> SHARED =
      Set.of("dev.memotor.engine", "dev.memotor.engine.support", "org.slf4j", "org.slf4j.event");

  private final ClassLoader server;

  PluginClassLoader(URL[] jars, ClassLoader server) {
    super(jars, ClassLoader.getPlatformClassLoader());
    this.server = server;
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
