package dev.memotor.server.cli;

import dev.memotor.engine.EngineException;
import dev.memotor.server.config.ConfigurationException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Reports why the server did not start: in one line, with a stack trace only for bugs. */
final class StartFailures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  /** The option at the start of a message. */
  private static final Pattern OPTION = Pattern.compile("(-[A-Za-z]|--[a-z-]+)[ :]");

  private final OptionSources sources;

  StartFailures(OptionSources sources) {
    this.sources = sources;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof ConfigurationException && failure.getMessage() != null) {
      Matcher matcher = OPTION.matcher(failure.getMessage());
      if (matcher.lookingAt()) {
        String origin = origin(command.getCommandSpec().findOption(matcher.group(1)), parsed);
        return report(new ConfigurationException(origin + failure.getMessage(), failure), command);
      }
    }
    return report(failure, command);
  }

  /** Returns where a value came from, unless it is on the command line. */
  private String origin(@Nullable OptionSpec option, CommandLine.ParseResult parsed) {
    return option == null || parsed.hasMatchedOption(option) ? "" : sources.origin(option);
  }

  private static int report(Exception failure, CommandLine command) {
    return report(failure, name(command), command.getErr());
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] args) {
    PrintWriter err = failure.getCommandLine().getErr();
    String command = name(failure.getCommandLine());
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && unmatched.isUnknownOption()) {
      String option = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      CommandSpec spec = failure.getCommandLine().getCommandSpec();
      err.println(command + ": " + GetoptArguments.unknownOption(option, spec));
      return Main.EXIT_USAGE;
    }
    ArgSpec argument = failure.getArgSpec();
    if (argument instanceof OptionSpec option) {
      // picocli asks for these values only if the command line has none.
      err.println(
          command
              + ": "
              + (isGiven(option, args) ? "" : sources.origin(option))
              + text(failure, option));
    } else {
      err.println(command + ": " + failure.getMessage());
    }
    err.println("Try '" + command + " --help'.");
    return Main.EXIT_USAGE;
  }

  private static String text(CommandLine.ParameterException failure, OptionSpec option) {
    return failure.getCause() instanceof CommandLine.TypeConversionException wrong
        ? option.shortestName() + " " + failure.getValue() + ": " + wrong.getMessage()
        : String.valueOf(failure.getMessage());
  }

  private static boolean isGiven(OptionSpec option, String[] args) {
    return Arrays.stream(option.names())
        .anyMatch(
            name ->
                Arrays.stream(args)
                    .anyMatch(given -> given.equals(name) || given.startsWith(name + "=")));
  }

  /** Reports a failure of a command and returns the exit status. */
  static int report(Exception failure, String command, PrintWriter err) {
    if (failure instanceof ConfigurationException || failure instanceof EngineException) {
      err.println(command + ": " + failure.getMessage());
      return Main.EXIT_USAGE;
    }
    err.println(command + ": this is a bug; please report it with the following lines");
    failure.printStackTrace(err);
    return 1;
  }
}
