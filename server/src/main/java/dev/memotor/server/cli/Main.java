package dev.memotor.server.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The command {@code memotor}. */
public final class Main {

  /** The exit status for a wrong command line or configuration. */
  static final int EXIT_USAGE = 2;

  static final String HELP = "help";

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private Main() {}

  public static void main(String[] args) {
    boolean serves = args.length == 0 || args[0].startsWith("-");
    String problem = serves ? OpenFiles.ofThisProcess().problem() : null;
    if (problem != null) {
      System.err.println("memotor: " + problem);
      System.exit(EXIT_USAGE);
    }
    LogFormat.install();
    int exit = run(args, writer(System.out), writer(System.err));
    // Event loops and storage threads have ended by now; a library's stray thread may not have.
    System.exit(exit);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(args, System.getenv(), out, err);
  }

  /**
   * Runs a command line, for programs that start a server as users do. Interrupting the thread ends
   * it as a signal would.
   *
   * @param environment where options may come from as well
   * @return the exit status
   */
  public static int run(
      String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    String[] args = withoutHelpCommand(arguments);
    CommandLine line = commandLine().setOut(out).setErr(err);
    if (args.length > 0
        && !args[0].startsWith("-")
        && !line.getSubcommands().containsKey(args[0])) {
      ToolProvider tool = Tools.find(args[0]);
      if (tool != null) {
        return tool.run(out, err, Arrays.copyOfRange(args, 1, args.length));
      }
    }
    try {
      String[] read = GetoptArguments.read(args, line.getCommandSpec());
      OptionSources sources = OptionSources.of(read, environment, line.getCommandSpec());
      sources.unknownVariables(line.getCommandSpec()).forEach(LOG::warn);
      StartFailures failures = new StartFailures(sources);
      line.setDefaultValueProvider(sources)
          .setExecutionExceptionHandler(failures)
          .setParameterExceptionHandler(failures);
      readLikeGetopt(line);
      return line.execute(read);
    } catch (RuntimeException e) {
      return StartFailures.report(e, "memotor", err);
    }
  }

  /**
   * Turns {@code help COMMAND} into {@code COMMAND --help}, which works for tools, too; {@code help
   * help} is {@code help}.
   */
  private static String[] withoutHelpCommand(String[] args) {
    int first = 0;
    while (first < args.length && args[first].equals(HELP)) {
      first++;
    }
    if (first == 0) {
      return args;
    }
    if (first < args.length && args[first].startsWith("-")) {
      return new String[] {"--help"};
    }
    String[] command = Arrays.copyOfRange(args, first, args.length + 1);
    command[command.length - 1] = "--help";
    return command;
  }

  /** Returns the command with its subcommands, without those of other modules. */
  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new ServeCommand())
            .addSubcommand(new EnginesCommand())
            .addSubcommand(new PasswordCommand())
            .addSubcommand(new WarmUpCommand());
    HelpPage.install(line);
    return line;
  }

  /** The last of an option's values counts, and a value may begin with a hyphen. */
  static void readLikeGetopt(CommandLine line) {
    line.setOverwrittenOptionsAllowed(true).setAllowOptionsAsOptionParameters(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    Conversions.register(line);
  }
}
