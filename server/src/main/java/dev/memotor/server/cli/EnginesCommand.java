package dev.memotor.server.cli;

import dev.memotor.engine.EngineOption;
import dev.memotor.engine.EngineProvider;
import dev.memotor.server.engines.EngineRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the engines. */
@Command(
    name = "engines",
    description = "Lists every engine with its options, their defaults and their meaning.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EnginesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--plugins", paramLabel = "DIR", description = "Directory of further engines.")
  private Path plugins;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<EngineProvider> providers =
        EngineRegistry.load(plugins).providers().stream()
            .sorted(Comparator.comparing(provider -> provider.schemes().get(0)))
            .toList();
    for (EngineProvider provider : providers) {
      show(provider, out);
    }
    return 0;
  }

  private static void show(EngineProvider provider, PrintWriter out) {
    String hint = provider.locationHint();
    String suffix = (hint.isEmpty() ? "" : ":" + hint) + (provider.options().isEmpty() ? "" : "?…");
    out.println(
        String.join(", ", provider.schemes())
            + "    --engine '"
            + provider.schemes().get(0)
            + suffix
            + "'");
    out.println("  " + provider.description());
    int width =
        provider.options().stream().mapToInt(option -> head(option).length()).max().orElse(0);
    for (EngineOption option : provider.options()) {
      out.printf("    %-" + Math.max(1, width) + "s  %s%n", head(option), option.description());
    }
    out.println();
  }

  private static String head(EngineOption option) {
    String value =
        option.defaultValue().isEmpty()
            ? (option.choices().isEmpty() ? "…" : String.join("|", option.choices()))
            : option.defaultValue();
    return option.name() + "=" + value;
  }
}
