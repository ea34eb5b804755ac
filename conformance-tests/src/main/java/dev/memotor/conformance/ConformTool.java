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
    return command.execute(args);
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
