package dev.memotor.server.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineProvider;
import dev.memotor.engine.SpiLevel;
import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins from jars: found, kept apart, and refused with the reason. */
@Tag("slow")
final class EngineRegistryTest {

  private static final String LEVEL = "SpiLevel.CURRENT";
  private static final String SERVICE = "plug.Provider";

  @TempDir private Path root;
  private Path plugins;

  @BeforeEach
  void createDirectory() throws IOException {
    plugins = Files.createDirectory(root.resolve("plugins"));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> EngineRegistry.load(plugins))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
  }

  @Test
  void plugin_isFoundByItsScheme() throws IOException {
    PluginJar.write(plugins, "one", PluginJar.provider(LEVEL, "one"), SERVICE);
    EngineProvider found = EngineRegistry.load(plugins).providerOf("one:place?a=b");
    assertThat(found.schemes()).containsExactly("one");
    assertThatThrownBy(() -> EngineRegistry.load(plugins).providerOf("two:place"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'two'")
        .hasMessageContaining("one");
  }

  @Test
  void plugin_seesTheSpiAndTheLoggingFacadeAlone() throws IOException {
    PluginJar.write(plugins, "one", PluginJar.provider(LEVEL, "one"), SERVICE);
    EngineProvider found = EngineRegistry.load(plugins).providerOf("one:");
    assertThat(found.description()).isEqualTo("- - - Logger KeyLanes");
    assertThat(found.getClass().getClassLoader()).isInstanceOf(PluginClassLoader.class);
  }

  @Test
  void plugins_withClassesOfTheSameName_doNotMeet() throws IOException {
    PluginJar.write(plugins, "one", PluginJar.provider(LEVEL, "one"), SERVICE);
    PluginJar.write(plugins, "two", PluginJar.provider(LEVEL, "two"), SERVICE);
    EngineRegistry registry = EngineRegistry.load(plugins);
    assertThat(registry.providerOf("one:").getClass())
        .isNotSameAs(registry.providerOf("two:").getClass());
  }

  @Test
  void wrongSpiLevel_isRefused() throws IOException {
    PluginJar.write(plugins, "old", PluginJar.provider("0", "old"), SERVICE);
    assertRefused("[old]", "plug-in old", "SPI level 0", "has " + SpiLevel.CURRENT);
    PluginJar.write(plugins, "old", PluginJar.provider(LEVEL + " + 1", "old"), SERVICE);
    assertRefused("SPI level " + (SpiLevel.CURRENT + 1), "has " + SpiLevel.CURRENT);
  }

  @Test
  void olderSpiLevel_isAcceptedWhileSupported() {
    SpiRange range = new SpiRange(2, 4);
    for (int level = range.oldest(); level <= range.newest(); level++) {
      range.require(level, "the engine");
    }
    for (int level : new int[] {1, 5}) {
      assertThatThrownBy(() -> range.require(level, "the engine"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("was built for SPI level " + level + ", this server has 2 to 4");
    }
  }

  @Test
  void sameScheme_isRefused() throws IOException {
    PluginJar.write(plugins, "one", PluginJar.provider(LEVEL, "same"), SERVICE);
    PluginJar.write(plugins, "two", PluginJar.provider(LEVEL, "same"), SERVICE);
    assertRefused("two engines answer to 'same'", "plug.Provider", "plug-in two");
  }

  @Test
  void missingProvider_isRefused() throws IOException {
    PluginJar.write(plugins, "none", PluginJar.provider(LEVEL, "none"), null);
    assertRefused("plug-in none", "META-INF/services/dev.memotor.engine.EngineProvider");
    PluginJar.write(plugins, "none", PluginJar.provider(LEVEL, "none"), "plug.Missing");
    assertRefused("plug-in none", "plug.Missing");
  }

  @Test
  void linkageError_isRefusedAndNamed() throws IOException {
    String source =
        PluginJar.provider("fail()", "bad")
            .replace(
                "public String locationHint",
                "static int fail() { throw new LinkageError(\"built for another server\"); }\n  public String locationHint");
    PluginJar.write(plugins, "bad", source, SERVICE);
    assertRefused("plug-in bad", "built for another server");
  }

  @Test
  void whatAPluginLacks_isNamedWithItsJar_andWhatToDo() throws IOException {
    String source =
        PluginJar.provider(LEVEL, "lame")
            .replace("{ return null; }", "{ throw new NoClassDefFoundError(\"com/acme/Tape\"); }");
    PluginJar.write(plugins, "lame", source, SERVICE);
    EngineProvider provider = EngineRegistry.load(plugins).providerOf("lame:");
    Path jar = plugins.resolve("lame").resolve("lame.jar");
    assertThatThrownBy(() -> provider.open(null, null))
        .satisfies(
            failure ->
                assertThat(EngineRegistry.pluginFailure(provider, failure))
                    .hasMessage(
                        "plug-in lame ("
                            + jar
                            + "): the class com.acme.Tape is missing; put the jar that has it into "
                            + jar.getParent()
                            + ", or, if it is one of the server's, get a build of the plug-in for"
                            + " this version"));
    assertThat(EngineRegistry.pluginFailure(provider, new IllegalStateException("no tape")))
        .hasMessageContaining("plug-in lame (" + jar + "): its engine failed with")
        .hasMessageContaining("no tape")
        .hasMessageContaining("fault of the plug-in");
    EngineProvider own = EngineRegistry.load(null).providers().stream().findAny().orElse(null);
    if (own != null) {
      assertThat(EngineRegistry.pluginFailure(own, new IllegalStateException())).isNull();
    }
  }

  @Test
  void directoryWithoutJar_andNoDirectory_areRefused() throws IOException {
    Files.createDirectory(plugins.resolve("empty"));
    assertRefused("empty has no jar");
    assertThatThrownBy(() -> EngineRegistry.load(root.resolve("nowhere")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot read the plug-in directory");
  }
}
