package dev.memotor.benchmarks.endurance;

import dev.memotor.benchmarks.launch.HarnessOptions;
import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.ScratchDirectory;
import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code benchmarks/endurance} runs. */
@Command(
    name = "endurance",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Starts a memotor and sets keys without a pause, more of them than it has memory for, to see"
          + " whether the rate stays and whether an operation ever has to wait. Writes"
          + " ENDURANCE.md and a chart.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the rate stayed above half of the first two minutes', and no operation took over 1 s",
      "1:otherwise, or there were errors",
      "2:a wrong command line"
    })
public final class EnduranceMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;

  @Mixin private HarnessOptions harness;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "URI",
      description = "Where items are; a relative path is below --data.")
  private String engine = "rocksdb:data";

  @Option(names = "--minutes", paramLabel = "N", description = "How long.")
  private double minutes = 30;

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "MB",
      description = "What the server may keep in memory.")
  private int memory = 64;

  @Option(
      names = {"-k", "--keys"},
      paramLabel = "N",
      description = "Number of keys.")
  private int keys = 2_000_000;

  @Option(
      names = {"-d", "--value-size"},
      paramLabel = "SIZES",
      description = "Of the values, as for memotor bench.")
  private String valueSize = "1k";

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description = "Connections.")
  private int connections = 50;

  @Option(names = "--loops", paramLabel = "N", description = "The server's event loops.")
  private int loops = 1;

  public static void main(String[] args) {
    System.exit(new CommandLine(new EnduranceMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter log = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Endurance endurance = endurance();
    List<String> circumstances = circumstances(endurance);
    try (ScratchDirectory directory = harness.scratch("memotor-endurance")) {
      Endurance.Result result = run(endurance, directory.path(), log);
      EndurancePage page = new EndurancePage(circumstances, result.all(), result.course());
      Path target = harness.target(directory);
      page.write(target);
      log.println("written to " + target.resolve(EndurancePage.NAME));
      out.print(page.summary());
      out.flush();
      return isWell(result) ? ExitCode.OK : EXIT_FAILED;
    }
  }

  private Endurance endurance() {
    Duration length =
        harness.isSmoke() ? Duration.ofSeconds(2) : Duration.ofMillis(Math.round(minutes * 60_000));
    Duration interval = harness.isSmoke() ? Duration.ofMillis(200) : Duration.ofSeconds(10);
    if (length.compareTo(interval) < 0) {
      throw new ParameterException(
          spec.commandLine(), "--minutes is at least 0.2, so that there is something to compare");
    }
    return new Endurance(harness.isSmoke() ? 1000 : keys, valueSize, connections, length, interval);
  }

  private Endurance.Result run(Endurance endurance, Path directory, PrintWriter log)
      throws IOException {
    Path work = Files.createDirectories(directory.resolve("server"));
    try (ServerProcess server =
        ServerProcess.startMemotor(harness.home(), work, engine, loops, memory, List.of())) {
      return endurance.run(server, work, log);
    }
  }

  /** No time makes a smoke test fail. */
  private boolean isWell(Endurance.Result result) {
    boolean even = !result.course().hasFallen() && !result.course().hasStalled();
    return result.all().errors() == 0 && (even || harness.isSmoke());
  }

  private List<String> circumstances(Endurance endurance) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "memotor --engine %s -m %d, %d event loop(s); %,d keys with values of %s, %d connections,"
                + " closed loop, %.1f minutes, sets only, into an empty store",
            engine,
            memory,
            loops,
            endurance.keys(),
            valueSize,
            connections,
            endurance.length().toMillis() / 60e3));
    lines.add(
        String.format(Locale.ROOT, "load average before the start: %.1f", Machine.loadAverage()));
    return HarnessOptions.circumstances(lines);
  }
}
