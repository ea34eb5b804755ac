package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The man page has the options of the help pages. To regenerate them, run this test with {@code
 * -Dmemotor.docs.write}.
 */
final class ManPageTest {

  private static final Path PAGE =
      Path.of("..", "distribution", "src", "archive", "man", "man1", "memotor.1");
  private static final String BEGIN = ".\\\" Written by ManPageTest, from here\n";
  private static final String END = ".\\\" to here.\n";

  private final CommandLine line = Main.commandLine();

  @Test
  void options_areThoseOfTheHelpPages() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    StringBuilder written = new StringBuilder(".SH OPTIONS\n");
    write(line.getCommandSpec(), written);
    written.append(".SH COMMANDS\n");
    for (CommandLine command : line.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        written.append(".SS ").append(text(spec.usageMessage().customSynopsis()[0])).append('\n');
        written.append(text(sentence(spec.usageMessage().header()[0]))).append('\n');
        spec.positionalParameters().forEach(parameter -> write(parameter, written));
        write(spec, written);
      }
    }
    if (Boolean.getBoolean("memotor.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + written + page.substring(end));
    }
    assertThat(Files.readString(PAGE)).contains(BEGIN + written + END);
  }

  private void write(CommandSpec command, StringBuilder page) {
    for (CommandSpec group : HelpPage.groups(command)) {
      String heading = group.usageMessage().header()[0];
      if (command.parent() == null) {
        page.append(".SS ").append(heading).append('\n');
      } else if (heading.equals("General")) {
        continue;
      }
      for (OptionSpec option : HelpPage.visible(group)) {
        String names = text(String.join(", ", option.names()));
        page.append(".TP\n");
        page.append(
            option.arity().max() == 0
                ? ".B " + names
                : ".BI \"" + names + "=\" " + option.paramLabel());
        page.append('\n').append(text(String.join("", option.description()))).append(".\n");
      }
    }
  }

  private static void write(PositionalParamSpec parameter, StringBuilder page) {
    page.append(".TP\n.I ").append(parameter.paramLabel()).append('\n');
    page.append(text(String.join("", parameter.description()))).append(".\n");
  }

  /** Makes a sentence of the header of a help page. */
  private static String sentence(String header) {
    String rest = header.substring(header.indexOf(": ") + 2);
    return Character.toUpperCase(rest.charAt(0)) + rest.substring(1);
  }

  /** Escapes hyphens, which would otherwise be typeset as dashes, and quotes at a line's start. */
  private static String text(String plain) {
    return plain.replace("\\", "\\\\").replace("-", "\\-").replaceFirst("^(['.])", "\\\\&$1");
  }
}
