package dev.memotor.server.engines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A plug-in with one provider, compiled and packed by the test that needs it. */
final class PluginJar {

  private static final String SERVICE = "META-INF/services/dev.memotor.engine.EngineProvider";

  private PluginJar() {}

  /** Source of a provider whose two parts differ from test to test. */
  static String provider(String spiLevel, String scheme) {
    return """
        package plug;

        import dev.memotor.engine.*;
        import java.util.List;

        public final class Provider implements EngineProvider {
          public int spiLevel() { return %s; }
          public List<String> schemes() { return List.of("%s"); }
          public String description() {
            String seen = "";
            for (String name : new String[] {
              "dev.memotor.server.MemotorServer", "io.netty.buffer.ByteBuf", "picocli.CommandLine",
              "org.slf4j.Logger", "dev.memotor.engine.support.KeyLanes"}) {
              try {
                Class.forName(name);
                seen += name.substring(name.lastIndexOf('.') + 1) + " ";
              } catch (ClassNotFoundException e) {
                seen += "- ";
              }
            }
            return seen.strip();
          }
          public String locationHint() { return ""; }
          public List<EngineOption> options() { return List.of(); }
          public Engine open(EngineConfig config, EngineContext context) { return null; }
        }
        """
        .formatted(spiLevel, scheme);
  }

  /** Writes {@code directory/name/name.jar}. */
  static void write(Path directory, String name, String source, String services)
      throws IOException {
    Path classes = Files.createDirectories(directory.resolveSibling("classes-" + name));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                null,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString()),
                null,
                List.of(source(source)))
            .call();
    if (!compiled) {
      throw new AssertionError("the plug-in does not compile");
    }
    Path jar = Files.createDirectories(directory.resolve(name)).resolve(name + ".jar");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(file));
      }
      if (services != null) {
        out.putNextEntry(new JarEntry(SERVICE));
        out.write(services.getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.write(jar, bytes.toByteArray());
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///plug/Provider.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
