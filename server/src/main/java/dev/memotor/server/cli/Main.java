package dev.memotor.server.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.spi.ToolProvider;
import picocli.CommandLine;

/** The command {@code memotor}. */
public final class Main {

  /** A wrong command line or configuration. */
  static final int EXIT_USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
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

  static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
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
    try {
      OptionSources sources = OptionSources.of(args, environment, line.getCommandSpec());
      StartFailures failures = new StartFailures(sources);
      line.setDefaultValueProvider(sources)
          .setExecutionExceptionHandler(failures)
          .setParameterExceptionHandler(failures);
    } catch (RuntimeException e) {
      return StartFailures.report(e, err);
    }
    return line.execute(args);
  }
}
