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
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command {@code memotor}. */
public final class Main {

  /** A wrong command line or configuration. */
  static final int EXIT_USAGE = 2;

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
   * Runs a command line, for programs that start a server as users do; interrupting the thread ends
   * it as a signal would.
   *
   * @param environment where options may come from as well
   * @return the exit status
   */
  public static int run(
      String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    if (args.length > 0) {
      ToolProvider tool = Tools.find(args[0]);
      if (tool != null) {
        return tool.run(out, err, Arrays.copyOfRange(args, 1, args.length));
      }
    }
    ServeCommand serve = new ServeCommand();
    CommandLine line =
        new CommandLine(serve)
            .addSubcommand("engines", new EnginesCommand())
            .addSubcommand("password", new PasswordCommand())
            .addSubcommand("warm-up", new WarmUpCommand())
            .setOut(out)
            .setErr(err)
            .setUsageHelpLongOptionsMaxWidth(28);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new HelpPage());
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
      return StartFailures.report(e, err);
    }
  }

  /** Of an option that is there twice the last counts, and a value may begin with a hyphen. */
  static void readLikeGetopt(CommandLine line) {
    line.setOverwrittenOptionsAllowed(true).setAllowOptionsAsOptionParameters(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    Conversions.register(line);
  }
}
