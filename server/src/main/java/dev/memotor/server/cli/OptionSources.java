package dev.memotor.server.cli;

import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Supplies options that are not on the command line: from the environment ({@code
 * MEMOTOR_MEMORY=512}), then from the configuration file ({@code memory = 512}), by their long
 * names.
 */
final class OptionSources implements CommandLine.IDefaultValueProvider {

  private static final String PREFIX = "MEMOTOR_";
  private static final String CONFIG = "--config";

  private static final Pattern OF_KUBERNETES =
      Pattern.compile("MEMOTOR_(SERVICE_(HOST|PORT.*)|PORT_\\d+_(TCP|UDP)(_.*)?)");

  private final Map<String, String> environment;
  private final Map<String, Setting> file;

  private OptionSources(Map<String, String> environment, Map<String, Setting> file) {
    this.environment = environment;
    this.file = file;
  }

  /** Variables that only the launcher reads. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("MEMOTOR_JAVA_OPTS", "MEMOTOR_CLASS_ARCHIVE");

  /**
   * Returns a warning for each variable that looks like an option but is not one, with a
   * suggestion. The variables that Kubernetes creates for a service named memotor are ignored.
   */
  List<String> unknownVariables(CommandSpec spec) {
    Set<String> known = new TreeSet<>();
    GetoptArguments.longNames(spec).forEach(name -> known.add(suffix(name)));
    List<String> unknown = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX)
          && !known.contains(name.substring(PREFIX.length()))
          && !OF_THE_LAUNCHER.contains(name)
          && !OF_KUBERNETES.matcher(name).matches()) {
        // Compared without the prefix, which would make all of them look alike.
        String closest = Suggestion.closest(name.substring(PREFIX.length()), known);
        unknown.add(
            name
                + " in the environment is not an option"
                + (closest == null ? "" : "; did you mean '" + PREFIX + closest + "'?"));
      }
    }
    return unknown;
  }

  /** A value in the file, and its location for messages. */
  private record Setting(String value, String where) {}

  /**
   * Reads the sources.
   *
   * @throws ConfigurationException that names the wrong line of the file
   */
  static OptionSources of(String[] args, Map<String, String> environment, CommandSpec spec) {
    String path = environment.get(PREFIX + "CONFIG");
    for (String argument : args) {
      if (argument.startsWith(CONFIG + "=")) {
        path = argument.substring(CONFIG.length() + 1);
      }
    }
    return new OptionSources(environment, path == null ? Map.of() : read(Path.of(path), spec));
  }

  private static Map<String, Setting> read(Path path, CommandSpec spec) {
    List<String> lines;
    if (Files.isDirectory(path)) {
      throw new ConfigurationException(
          CONFIG
              + " "
              + path
              + " is a directory; give a file such as "
              + path.resolve("memotor.conf"));
    }
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw ConfigurationException.cannotRead(CONFIG + " " + path, e);
    }
    Map<String, Setting> values = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = CONFIG + " " + path + " line " + (i + 1) + ": ";
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new ConfigurationException(
            where + "'" + line + "' is not of the form name = value, such as memory = 64");
      }
      String name = line.substring(0, equals).strip();
      OptionSpec option = GetoptArguments.option(name, spec);
      if (option == null || name.equals("config")) {
        throw new ConfigurationException(
            where + "there is no option '" + name + "'" + suggest(name, spec));
      }
      Setting setting = new Setting(line.substring(equals + 1).strip(), where);
      if (values.putIfAbsent(nameOf(option), setting) != null) {
        throw new ConfigurationException(where + "'" + name + "' is given twice");
      }
    }
    return values;
  }

  private static String suggest(String name, CommandSpec spec) {
    String suggestion = Suggestion.didYouMean(name, GetoptArguments.longNames(spec));
    return suggestion.isEmpty() ? "; see 'memotor --help' for the long names" : suggestion;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    String name = nameOf(argument);
    if (name == null) {
      return null;
    }
    String variable = variableOf(argument);
    if (variable != null) {
      return environment.get(variable);
    }
    Setting setting = file.get(name);
    return setting == null ? null : setting.value();
  }

  /**
   * Returns where the value of an option that is not on the command line came from, as the start of
   * a message; empty for the built-in default.
   */
  String origin(ArgSpec argument) {
    String name = nameOf(argument);
    if (name == null) {
      return "";
    }
    String variable = variableOf(argument);
    if (variable != null) {
      return variable + " in the environment: ";
    }
    Setting setting = file.get(name);
    return setting == null ? "" : setting.where();
  }

  /** Returns the long name without its hyphens, or null if there is none. */
  private static @Nullable String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.longestName().startsWith("--")
        ? option.longestName().substring(2)
        : null;
  }

  /** Returns the environment variable that sets an option, or null. */
  private @Nullable String variableOf(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      for (String name : GetoptArguments.names(option)) {
        String value = environment.get(variable(name));
        // Kubernetes sets MEMOTOR_PORT to a URL for a service of that name.
        if (value != null && !value.matches("(tcp|udp)://.*")) {
          return variable(name);
        }
      }
    }
    return null;
  }

  private static String variable(String name) {
    return PREFIX + suffix(name);
  }

  private static String suffix(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
