package dev.memotor.server.cli;

import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.engines.EngineRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the engines, or shows one with its options. */
@Command(
    name = "engines",
    usageHelpAutoWidth = true,
    synopsisHeading = "Usage: ",
    customSynopsis = "memotor engines [OPTIONS] [NAME]",
    header = {"memotor engines: lists the storage engines, or shows one with its options.", ""},
    description = "",
    versionProvider = Version.class)
final class EnginesCommand implements Callable<Integer> {

  private static final int OPTIONS_WIDTH = 30;

  @Spec private CommandSpec spec;
  @Mixin private Plugins plugins;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private HelpOptions general;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "Engine to show, such as rocksdb; without it all engines are listed")
  private @Nullable String name;

  /** Where further engines are. */
  @Command(header = "Engines")
  static final class Plugins {

    @Option(
        names = "--plugins",
        paramLabel = "DIR",
        description = "Directory of plug-in engines, with one subdirectory of jars for each")
    private @Nullable Path directory;
  }

  @Override
  public Integer call() {
    EngineRegistry registry = EngineRegistry.load(plugins.directory);
    if (name == null) {
      list(registry);
    } else {
      show(registry.providerOf(name));
    }
    return 0;
  }

  private void list(EngineRegistry registry) {
    TextTable table = table(18);
    registry.providers().stream()
        .sorted(Comparator.comparing(provider -> provider.schemes().get(0)))
        .forEach(
            provider ->
                table.addRowValues(String.join(", ", provider.schemes()), provider.description()));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Storage engines, for --engine URI:");
    out.print(table);
    out.println();
    out.println("'memotor engines NAME' shows the options of an engine.");
  }

  private void show(EngineProvider provider) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(wrapped(String.join(", ", provider.schemes()) + ": " + provider.description()));
    String scheme = provider.schemes().get(0);
    String hint = provider.locationHint();
    out.printf("%nURI:%n  %s%s%n", scheme, hint.isEmpty() ? "" : ":" + hint);
    if (!provider.defaultLocation().isEmpty()) {
      out.printf("  (default: %s:%s)%n", scheme, provider.defaultLocation());
    }
    List<EngineOption> options = provider.options();
    if (!options.isEmpty()) {
      out.printf("%nOptions, after a question mark as in ?NAME=VALUE&NAME=VALUE:%n");
      TextTable table = table(OPTIONS_WIDTH);
      options.forEach(option -> table.addRowValues(form(option), description(option)));
      out.print(table);
      String units =
          options.stream()
              .map(EngineOption::type)
              .filter(type -> type == EngineOption.Type.SIZE || type == EngineOption.Type.DURATION)
              .distinct()
              .map(type -> label(type) + " is " + type.hint())
              .collect(Collectors.joining("; "));
      if (!units.isEmpty()) {
        out.printf("%n%s", wrapped(units + "."));
      }
    }
    if (!provider.examples().isEmpty()) {
      out.printf("%nExamples:%n");
      provider.examples().forEach(example -> out.printf("  memotor --engine '%s'%n", example));
    }
  }

  private TextTable wrapped(String text) {
    TextTable table = TextTable.forColumns(colors(), new Column(width(), 0, Overflow.WRAP));
    table.indentWrappedLines = 2;
    table.addRowValues(text);
    return table;
  }

  private static String form(EngineOption option) {
    return option.name()
        + "="
        + (option.choices().isEmpty() ? label(option.type()) : String.join("|", option.choices()));
  }

  private static String label(EngineOption.Type type) {
    return switch (type) {
      case NUMBER -> "N";
      case DURATION -> "TIME";
      case SWITCH -> "true|false";
      default -> type.name();
    };
  }

  private static String description(EngineOption option) {
    String text = option.description().replaceFirst("\\.$", "");
    return option.defaultValue().isEmpty()
        ? text
        : text + " (default: " + option.defaultValue() + ")";
  }

  private int width() {
    return spec.usageMessage().width();
  }

  private ColorScheme colors() {
    return spec.commandLine().getColorScheme();
  }

  private TextTable table(int left) {
    return TextTable.forColumns(
        colors(), new Column(left, 2, Overflow.SPAN), new Column(width() - left, 2, Overflow.WRAP));
  }
}
