package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where options come from that are not on the command line: the environment ({@code
 * MEMOTOR_MEMORY=512}), then the configuration file ({@code memory = 512}), both by the long name.
 */
final class OptionSources implements CommandLine.IDefaultValueProvider {

  private static final String PREFIX = "MEMOTOR_";
  private static final String CONFIG = "--config";

  private final Map<String, String> environment;
  private final Map<String, Setting> file;

  private OptionSources(Map<String, String> environment, Map<String, Setting> file) {
    this.environment = environment;
    this.file = file;
  }

  /** A value in the file, and where it stands. */
  private record Setting(String value, String where) {}

  /**
   * Reads the sources.
   *
   * @throws ConfigurationException that names the line of the file that is wrong
   */
  static OptionSources of(String[] args, Map<String, String> environment, CommandSpec spec) {
    String path = environment.get(PREFIX + "CONFIG");
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(CONFIG + "=")) {
        path = args[i].substring(CONFIG.length() + 1);
      } else if (args[i].equals(CONFIG) && i + 1 < args.length) {
        path = args[i + 1];
      }
    }
    return new OptionSources(environment, path == null ? Map.of() : read(Path.of(path), spec));
  }

  private static Map<String, Setting> read(Path path, CommandSpec spec) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw new ConfigurationException(
          CONFIG + " " + path + " cannot be read: " + e.getMessage(), e);
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
        throw new ConfigurationException(where + "'" + line + "' is not of the form name = value");
      }
      String name = line.substring(0, equals).strip();
      if (spec.findOption("--" + name) == null || name.equals("config")) {
        throw new ConfigurationException(
            where + "there is no option '" + name + "'; see 'memotor --help' for the long names");
      }
      Setting setting = new Setting(line.substring(equals + 1).strip(), where);
      if (values.putIfAbsent(name, setting) != null) {
        throw new ConfigurationException(where + "'" + name + "' is given twice");
      }
    }
    return values;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    String name = nameOf(argument);
    if (name == null) {
      return null;
    }
    String fromEnvironment = environment.get(variable(name));
    if (fromEnvironment != null) {
      return fromEnvironment;
    }
    Setting setting = file.get(name);
    return setting == null ? null : setting.value();
  }

  /**
   * Where the value of an option that is not on the command line came from, as the beginning of a
   * message; empty if it is the built-in one.
   */
  String origin(ArgSpec argument) {
    String name = nameOf(argument);
    if (name == null) {
      return "";
    }
    if (environment.containsKey(variable(name))) {
      return variable(name) + " in the environment: ";
    }
    Setting setting = file.get(name);
    return setting == null ? "" : setting.where();
  }

  /** The long name without its hyphens, or null if there is none. */
  private static String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.longestName().startsWith("--")
        ? option.longestName().substring(2)
        : null;
  }

  private static String variable(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
