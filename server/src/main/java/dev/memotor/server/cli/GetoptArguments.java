package dev.memotor.server.cli;

import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads a command line as getopt_long, and therefore memcached, does: combined letters ({@code
 * -vm64}), a value in the same word as its letter ({@code "-m 64"}), long names in memcached's and
 * in memotor's spelling, and unambiguous abbreviations of them.
 *
 * <p>The result is {@code --name=value} for every option, so that picocli sees one form only, and a
 * value that begins with a hyphen is not mistaken for an option.
 */
final class GetoptArguments {

  /** memcached's long names for options that have a different name here. */
  private static final Map<String, String> MEMCACHED_NAMES =
      Map.of(
          "memory-limit", "memory",
          "conn-limit", "connections",
          "disable-evictions", "no-evict",
          "unix-mask", "unix-mode",
          "listen-backlog", "backlog",
          "pidfile", "pid-file",
          "napi_ids", "napi-ids");

  private final CommandSpec spec;
  private final List<String> result = new ArrayList<>();

  private GetoptArguments(CommandSpec spec) {
    this.spec = spec;
  }

  /**
   * Reads a command line.
   *
   * @throws ConfigurationException that names what is not an option, or has no value
   */
  static String[] read(String[] args, CommandSpec spec) {
    if (args.length > 0 && spec.subcommands().containsKey(args[0])) {
      return args;
    }
    GetoptArguments arguments = new GetoptArguments(spec);
    for (int i = 0; i < args.length; ) {
      String next = i + 1 < args.length ? args[i + 1] : null;
      boolean nextUsed;
      if (args[i].startsWith("--")) {
        nextUsed = arguments.readLong(args[i], next);
      } else if (args[i].startsWith("-") && args[i].length() > 1) {
        nextUsed = arguments.readLetters(args[i], next);
      } else {
        throw arguments.unknownWord(args[i]);
      }
      i += nextUsed ? 2 : 1;
    }
    return arguments.result.toArray(String[]::new);
  }

  /** Returns the option of a long name in any spelling, without hyphens; null if there is none. */
  static @Nullable OptionSpec option(String name, CommandSpec spec) {
    return spec.findOption("--" + MEMCACHED_NAMES.getOrDefault(name, name));
  }

  /** Returns every long name of an option without hyphens, its own first. */
  static List<String> names(OptionSpec option) {
    String own = ownName(option);
    if (own == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(own));
    MEMCACHED_NAMES.forEach(
        (theirs, ours) -> {
          if (ours.equals(own)) {
            names.add(theirs);
          }
        });
    return names;
  }

  private static @Nullable String ownName(OptionSpec option) {
    return option.longestName().startsWith("--") ? option.longestName().substring(2) : null;
  }

  private boolean readLong(String argument, @Nullable String next) {
    int equals = argument.indexOf('=');
    String name = argument.substring(2, equals < 0 ? argument.length() : equals);
    OptionSpec option = option(name, spec);
    if (option == null) {
      option = byBeginning(name);
    }
    if (equals >= 0) {
      add(option, argument.substring(equals + 1));
      return false;
    }
    return addWithValue(option, "--" + name, next);
  }

  private OptionSpec byBeginning(String name) {
    Map<String, OptionSpec> found = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      List<String> names = names(option);
      if (!name.isEmpty() && names.stream().anyMatch(known -> known.startsWith(name))) {
        found.put(names.get(0), option);
      }
    }
    if (found.isEmpty()) {
      throw new ConfigurationException(unknownOption("--" + name, spec));
    }
    if (found.size() > 1) {
      throw new ConfigurationException(
          "--"
              + name
              + " is ambiguous: --"
              + String.join(", --", found.keySet())
              + "; write it out");
    }
    return found.values().iterator().next();
  }

  /** Returns all long names, without hyphens. */
  static Set<String> longNames(CommandSpec spec) {
    Set<String> names = new TreeSet<>();
    spec.options().forEach(option -> names.addAll(names(option)));
    return names;
  }

  private boolean readLetters(String argument, @Nullable String next) {
    int equals = argument.indexOf('=');
    String word = argument.substring(1, equals < 0 ? argument.length() : equals);
    if (word.length() > 1 && option(word, spec) != null) {
      throw new ConfigurationException(
          "there is no option '-" + word + "'; did you mean '--" + word + "'?");
    }
    for (int i = 1; i < argument.length(); i++) {
      String name = "-" + argument.charAt(i);
      OptionSpec option = spec.findOption(name);
      if (option == null) {
        throw unknownLetter(argument, argument.charAt(i));
      }
      if (takesValue(option)) {
        if (i + 1 == argument.length()) {
          return addWithValue(option, name, next);
        }
        add(option, argument.substring(i + 1).stripLeading());
        return false;
      }
      add(option, null);
    }
    return false;
  }

  /** Returns the message about an option that a command does not have. */
  static String unknownOption(String option, CommandSpec spec) {
    String closest =
        option.startsWith("--") ? Suggestion.closest(option.substring(2), longNames(spec)) : null;
    return "there is no option '"
        + option
        + "'; "
        + (closest == null
            ? "'" + spec.qualifiedName() + " --help' lists all options"
            : "did you mean '--" + closest + "'?");
  }

  private ConfigurationException unknownLetter(String argument, char letter) {
    if (Character.isWhitespace(letter)) {
      return new ConfigurationException(
          "'"
              + argument
              + "': "
              + argument.substring(0, 2)
              + " takes no value; give what follows as a separate argument");
    }
    return new ConfigurationException(unknownOption("-" + letter, spec));
  }

  private ConfigurationException unknownWord(String word) {
    List<String> commands = new ArrayList<>(List.of(Main.HELP));
    spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .forEach(command -> commands.add(command.name()));
    Tools.all().forEach(tool -> commands.add(tool.name()));
    String advice = Suggestion.didYouMean(word, commands);
    if (!result.isEmpty()) {
      advice = "; options begin with a hyphen";
    } else if (advice.isEmpty()) {
      advice = "; the commands are " + String.join(", ", commands);
    }
    return new ConfigurationException("'" + word + "' is neither an option nor a command" + advice);
  }

  private boolean addWithValue(OptionSpec option, String given, @Nullable String next) {
    if (!takesValue(option)) {
      add(option, null);
      return false;
    }
    if (next == null) {
      throw new ConfigurationException(
          given + " needs a value: " + given + " " + option.paramLabel());
    }
    add(option, next.stripLeading());
    return true;
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  private void add(OptionSpec option, @Nullable String value) {
    String name = option.longestName();
    if (name.equals("--verbose")) {
      // Its long form may have a value, which means nothing.
      result.add(name);
      return;
    }
    result.add(value == null ? name : name + "=" + value);
  }
}
