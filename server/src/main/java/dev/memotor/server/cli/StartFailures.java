package dev.memotor.server.cli;

import dev.memotor.engine.EngineException;
import dev.memotor.server.config.ConfigurationException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** What went wrong before the server ran: one clear line, and a stack trace only for our faults. */
final class StartFailures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    return report(failure, command.getErr());
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] args) {
    PrintWriter err = failure.getCommandLine().getErr();
    err.println("memotor: " + failure.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try 'memotor --help'.");
    }
    return Main.EXIT_USAGE;
  }

  static int report(Exception failure, PrintWriter err) {
    if (failure instanceof ConfigurationException || failure instanceof EngineException) {
      err.println("memotor: " + failure.getMessage());
      return Main.EXIT_USAGE;
    }
    err.println("memotor: a fault of ours; please report it with the following lines");
    failure.printStackTrace(err);
    return 1;
  }
}
