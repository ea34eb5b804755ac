package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help pages: complete, of one style, and within the width of a terminal. */
final class HelpPageTest {

  private static final String WIDTH = "picocli.usage.width";

  @AfterEach
  void resetWidth() {
    System.clearProperty(WIDTH);
  }

  private static String run(int status, String... args) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    assertThat(Main.run(args, Map.of(), writer, writer)).isEqualTo(status);
    return text.toString();
  }

  private static List<CommandSpec> commands() {
    CommandLine line = Main.commandLine();
    return Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .toList();
  }

  @Test
  void everyOption_isShownInOneGroup() {
    for (CommandSpec command : commands()) {
      String page = command.commandLine().getUsageMessage();
      assertThat(
              HelpPage.groups(command).stream()
                  .flatMap(group -> HelpPage.visible(group).stream())
                  .map(OptionSpec::longestName))
          .containsExactlyInAnyOrderElementsOf(
              HelpPage.visible(command).stream().map(OptionSpec::longestName).toList())
          .allSatisfy(name -> assertThat(page).contains(name));
    }
  }

  @Test
  void everyCommand_isListed() {
    String page = run(0, "--help");
    assertThat(commands().stream().skip(1).map(CommandSpec::name))
        .hasSize(2)
        .allSatisfy(name -> assertThat(page).contains("\n  " + name + " "));
    assertThat(page).contains("\n  conform ", "\n  bench ", "\n  help ").doesNotContain("warm-up");
  }

  @Test
  void descriptions_areOfOneStyle() {
    for (CommandSpec command : commands()) {
      for (OptionSpec option : HelpPage.visible(command)) {
        assertThat(String.join("", option.description()))
            .as(option.longestName())
            .matches("(?s)(\\p{Lu}|io_uring|memcached's).*[^.\\s]");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "80, --help", "120, --help",
    "80, engines --help", "120, engines --help",
    "80, password --help", "120, password --help",
    "80, engines", "120, engines"
  })
  void lines_fitTheTerminal(int columns, String args) {
    System.setProperty(WIDTH, Integer.toString(columns));
    assertThat(run(0, args.split(" ")).lines())
        .allMatch(line -> line.length() <= columns && line.equals(line.stripTrailing()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "engines", "password"})
  void helpCommand_equalsHelpOption(String command) {
    String[] help = ("help " + command).strip().split(" ");
    String[] option = (command + " --help").strip().split(" ");
    assertThat(run(0, help))
        .isEqualTo(run(0, option))
        .startsWith(("memotor " + command).strip() + ": ");
  }

  @Test
  void helpOfHelp_isThePage() {
    assertThat(run(0, "help", "help")).isEqualTo(run(0, "--help"));
  }

  @Test
  void helpOfAnOption_isTheWholePage() {
    assertThat(run(0, "help", "-m")).isEqualTo(run(0, "--help"));
  }

  @Test
  void helpOfUnknownCommand_isExplained() {
    assertThat(run(2, "help", "engine"))
        .contains("'engine' is neither an option nor a command; did you mean 'engines'?");
  }
}
