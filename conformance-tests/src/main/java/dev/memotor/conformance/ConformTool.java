package dev.memotor.conformance;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.spi.ToolProvider;
import picocli.CommandLine;

/** Makes the suite a subcommand of whatever finds it by ServiceLoader. */
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
    command.setParameterExceptionHandler(ConformTool::wrongUsage);
    return command.execute(args);
  }

  /** One line, which the whole list of options would push out of sight. */
  private static int wrongUsage(CommandLine.ParameterException problem, String[] args) {
    PrintWriter err = problem.getCommandLine().getErr();
    err.println("conform: " + problem.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(problem, err)) {
      err.println("Try 'conform --help'.");
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
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
