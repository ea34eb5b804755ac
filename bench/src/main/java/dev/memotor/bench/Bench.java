package dev.memotor.bench;

import dev.memotor.bench.load.Progress;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;

/**
 * The load generator as a library. Loads are named as on its command line, so that each of them can
 * be repeated by hand; run in one process, the generator is warm from the second on.
 */
public final class Bench {

  private Bench() {}

  /**
   * Runs one load.
   *
   * @param arguments as after {@code memotor bench}
   * @throws IOException if the server cannot be reached
   * @throws CommandLine.ParameterException if the arguments are wrong
   */
  public static Measurement measure(List<String> arguments) throws IOException {
    BenchCommand command = new BenchCommand();
    BenchCommand.commandLine(command).parseArgs(arguments.toArray(String[]::new));
    return Measurement.of(command.measure(Progress.none()));
  }
}
