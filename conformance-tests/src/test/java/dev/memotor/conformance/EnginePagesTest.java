package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.cli.Main;
import dev.memotor.server.engines.EngineRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code memotor engines}: the pages of all engines fit terminals and are of one style. */
final class EnginePagesTest {

  private static final String WIDTH = "picocli.usage.width";

  @AfterEach
  void resetWidth() {
    System.clearProperty(WIDTH);
  }

  private static String run(String... args) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    assertThat(Main.run(args, Map.of(), out, out)).isZero();
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void pages_fitTheTerminal(int columns) {
    System.setProperty(WIDTH, Integer.toString(columns));
    String list = run("engines");
    assertThat(list.lines()).allMatch(line -> line.length() <= columns);
    for (EngineProvider provider : EngineRegistry.load(null).providers()) {
      String name = provider.schemes().get(0);
      assertThat(list).contains("\n  " + name);
      assertThat(run("engines", name).lines())
          .as(name)
          .allMatch(line -> line.length() <= columns && line.equals(line.stripTrailing()));
    }
  }

  @Test
  void pages_showEveryOptionAndAnExample() {
    for (EngineProvider provider : EngineRegistry.load(null).providers()) {
      String page = run("engines", provider.schemes().get(0));
      assertThat(provider.description()).endsWith(".");
      assertThat(page).contains("Examples:\n  memotor --engine '" + provider.schemes().get(0));
      for (EngineOption option : provider.options()) {
        assertThat(page).contains("\n  " + option.name() + "=");
        assertThat(option.description()).as(option.name()).matches("(?s)\\p{Lu}.*\\.");
      }
    }
  }
}
