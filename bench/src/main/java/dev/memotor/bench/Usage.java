package dev.memotor.bench;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong command lines: one line that names the option and what would be right. */
final class Usage {

  private Usage() {}

  static CommandLine explainedBy(CommandLine line) {
    ITypeConverter<Long> wholeLong = Usage::wholeLong;
    return line.registerConverter(int.class, Usage::whole)
        .registerConverter(long.class, wholeLong)
        .registerConverter(Long.class, wholeLong)
        .registerConverter(double.class, Usage::number)
        .setParameterExceptionHandler(Usage::explain);
  }

  private static int whole(String text) {
    long number = wholeLong(text);
    if (number != (int) number) {
      throw new TypeConversionException("the number is too large");
    }
    return (int) number;
  }

  private static long wholeLong(String text) {
    if (!text.matches("[+-]?\\d+")) {
      throw new TypeConversionException("give a whole number");
    }
    if (text.length() > 18) {
      throw new TypeConversionException("the number is too large");
    }
    return Long.parseLong(text);
  }

  private static double number(String text) {
    if (!text.matches("\\d{1,15}(\\.\\d{1,15})?")) {
      throw new TypeConversionException("give a number, such as 1000 or 2.5");
    }
    return Double.parseDouble(text);
  }

  private static int explain(ParameterException problem, String[] arguments) {
    PrintWriter err = problem.getCommandLine().getErr();
    if (problem instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      err.println("memotor bench: " + unknownOption(unmatched));
    } else {
      err.println("memotor bench: " + text(problem));
      err.println("Try 'memotor bench --help'.");
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
            ? "'memotor bench --help' lists all options"
            : "did you mean '" + closest.get(0) + "'?");
  }

  private static String text(ParameterException problem) {
    ArgSpec argument = problem.getArgSpec();
    String value = problem.getValue();
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return "one server and options are expected; what is '"
          + unmatched.getUnmatched().get(0)
          + "'?";
    }
    if (argument == null || value == null) {
      return String.valueOf(problem.getMessage());
    }
    String name = argument instanceof OptionSpec option ? option.shortestName() + " " : "";
    if (argument.type().isEnum()) {
      return name + value + ": give " + choices(argument.type());
    }
    return problem.getCause() instanceof TypeConversionException wrong
        ? name + value + ": " + wrong.getMessage()
        : String.valueOf(problem.getMessage());
  }

  private static String choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }
}
