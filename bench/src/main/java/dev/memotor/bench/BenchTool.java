package dev.memotor.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.spi.ToolProvider;
import picocli.CommandLine;

/** Makes the load generator a subcommand of any program that loads ToolProviders. */
public final class BenchTool implements ToolProvider {

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = BenchCommand.commandLine(new BenchCommand());
    command.setOut(out);
    command.setErr(err);
    int status = command.execute(args);
    out.flush();
    err.flush();
    return status;
  }

  /** For running it from a class path, without any server around it. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(new BenchTool().run(out, err, args));
  }
}
