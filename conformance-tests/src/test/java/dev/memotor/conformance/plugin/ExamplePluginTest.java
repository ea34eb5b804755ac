package dev.memotor.conformance.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.MemcachedClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine of docs/engine-authors.md: what the page shows, in the jar, in a server. */
final class ExamplePluginTest {

  private static final int NEVER = 0;

  @TempDir private Path directory;
  private ExamplePlugin plugin;

  @BeforeEach
  void install() throws IOException {
    plugin = new ExamplePlugin(directory.resolve("plugins"));
  }

  private Path journal() {
    return directory.resolve("items.journal");
  }

  @Test
  void plugin_hasItsOwnLoader_andSharesTheSpi() {
    EngineProvider provider = plugin.provider();
    assertThat(provider.getClass().getName())
        .isEqualTo("dev.memotor.example.journal.JournalEngineProvider");
    assertThat(provider.getClass().getClassLoader())
        .isNotSameAs(EngineProvider.class.getClassLoader());
    assertThatThrownBy(() -> Class.forName(provider.getClass().getName()))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void plugin_servesAClient_andItsItemsAreThereAfterARestart() throws Exception {
    try (Engine engine = plugin.open(journal(), EngineContext.defaults());
        MemotorServer server =
            MemotorServer.start(ServerConfig.local(), engine, EngineClock.system())) {
      MemcachedClient client = client(server);
      try {
        assertThat(client.set("greeting", NEVER, "hello").get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.set("count", NEVER, "41").get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.incr("count", 1)).isEqualTo(42);
      } finally {
        client.shutdown();
      }
    }
    // As a kill in the middle of a write leaves it.
    Files.write(journal(), new byte[] {1, 0, 0, 1, 0, 'k'}, StandardOpenOption.APPEND);
    try (Engine engine = plugin.open(journal(), EngineContext.defaults());
        MemotorServer server =
            MemotorServer.start(ServerConfig.local(), engine, EngineClock.system())) {
      MemcachedClient client = client(server);
      try {
        assertThat(client.get("greeting")).isEqualTo("hello");
        assertThat(client.incr("count", 1)).isEqualTo(43);
      } finally {
        client.shutdown();
      }
    }
  }

  private static MemcachedClient client(MemotorServer server) throws IOException {
    System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger");
    return new MemcachedClient(
        new ConnectionFactoryBuilder().setOpTimeout(60_000).build(), List.of(server.address()));
  }

  @Test
  void plugin_saysWhatItCannotOpen() {
    assertThatThrownBy(() -> plugin.open(directory, EngineContext.defaults()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void page_showsTheSourcesAsTheyAre() throws IOException {
    Path sources = Path.of(System.getProperty("memotor.test.sources"));
    String page = Files.readString(sources.resolve("docs/engine-authors.md"));
    Path example = sources.resolve("examples/engine-journal/src");
    for (String file :
        List.of(
            "main/java/dev/memotor/example/journal/JournalStore.java",
            "main/java/dev/memotor/example/journal/JournalEngineProvider.java",
            "main/resources/META-INF/services/dev.memotor.engine.EngineProvider",
            "test/java/dev/memotor/example/journal/JournalContractTest.java")) {
      assertThat(page).as(file).contains(Files.readString(example.resolve(file)));
    }
  }
}
