package dev.memotor.conformance;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Makes the suite a subcommand of any program that loads ToolProviders. */
public final class ConformTool implements ToolProvider {

  @Override
  public String name() {
    return "conform";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new ConformCommand());
    command.setOut(out);
    command.setErr(err);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    ITypeConverter<Integer> whole = text -> (int) whole(text, Integer.MAX_VALUE);
    ITypeConverter<Long> wholeLong = text -> whole(text, Long.MAX_VALUE);
    command.registerConverter(int.class, whole);
    command.registerConverter(Integer.class, whole);
    command.registerConverter(Long.class, wholeLong);
    command.setParameterExceptionHandler(ConformTool::wrongUsage);
    return command.execute(args);
  }

  private static long whole(String text, long most) {
    if (!text.matches("[+-]?\\d+")) {
      throw new TypeConversionException("give a whole number");
    }
    if (text.length() > 18 || Math.abs(Long.parseLong(text)) > most) {
      throw new TypeConversionException("the number is too large");
    }
    return Long.parseLong(text);
  }

  /** One line, which the whole list of options would push out of sight. */
  private static int wrongUsage(ParameterException problem, String[] args) {
    PrintWriter err = problem.getCommandLine().getErr();
    if (problem instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      err.println("memotor conform: " + unknownOption(unmatched));
    } else {
      err.println("memotor conform: " + text(problem));
      err.println("Try 'memotor conform --help'.");
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String unknownOption(UnmatchedArgumentException unmatched) {
    String name = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
    List<String> closest = unmatched.getSuggestions();
    return "there is no option '"
        + name
        + "'; "
        + (closest.isEmpty()
            ? "'memotor conform --help' lists all options"
            : "did you mean '" + closest.get(0) + "'?");
  }

  private static @Nullable String text(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return "one server and options are expected; what is '"
          + unmatched.getUnmatched().get(0)
          + "'?";
    }
    ArgSpec argument = problem.getArgSpec();
    if (argument == null || problem.getValue() == null) {
      return problem.getMessage();
    }
    String given =
        (argument instanceof OptionSpec option ? option.shortestName() + " " : "")
            + problem.getValue();
    if (argument.type().isEnum()) {
      return given
          + ": give "
          + Arrays.stream(argument.type().getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(" or "));
    }
    return problem.getCause() instanceof TypeConversionException wrong
        ? given + ": " + wrong.getMessage()
        : problem.getMessage();
  }

  /** For running the suite from a class path, without any server around it. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = new ConformTool().run(out, err, args);
    out.flush();
    System.exit(status);
  }
}
