package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --help} and the man page: complete, and within the width of a terminal. */
final class HelpPageTest {

  private static final int COLUMNS = 80;

  private final List<OptionSpec> shown =
      new CommandLine(new ServeCommand())
          .getCommandSpec().options().stream().filter(option -> !option.hidden()).toList();

  private static String help() {
    StringWriter out = new StringWriter();
    int status =
        Main.run(
            new String[] {"--help"},
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(new StringWriter()));
    assertThat(status).isZero();
    return out.toString();
  }

  @Test
  void everyOption_isInOneGroup() {
    assertThat(HelpPage.optionNames())
        .containsExactlyInAnyOrderElementsOf(shown.stream().map(OptionSpec::shortestName).toList());
    shown.forEach(option -> assertThat(help()).contains(option.longestName()));
  }

  @Test
  void lines_fitATerminal() {
    assertThat(help().lines())
        .allMatch(line -> line.length() <= COLUMNS && line.equals(line.stripTrailing()));
  }

  @Test
  void theManPage_namesEveryOption() throws Exception {
    String page =
        Files.readString(
            Path.of("..", "distribution", "src", "archive", "man", "man1", "memotor.1"));
    for (OptionSpec option : shown) {
      String names = String.join(", ", Arrays.stream(option.names()).toList());
      assertThat(page).as(names).contains(names.replace("-", "\\-"));
    }
  }
}
