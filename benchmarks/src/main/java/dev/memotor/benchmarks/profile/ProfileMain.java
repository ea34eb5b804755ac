package dev.memotor.benchmarks.profile;

import dev.memotor.bench.Bench;
import dev.memotor.bench.Measurement;
import dev.memotor.benchmarks.launch.HomeOption;
import dev.memotor.benchmarks.launch.ScratchDirectory;
import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code benchmarks/profile} runs. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Loads a memotor, records where it spends its time, and draws a flame graph. Starts one on a"
          + " free port unless --pid and --target name one that runs already.",
      "",
      "Options of the load follow after --, as for memotor bench:",
      "  benchmarks/profile --engine rocksdb:data -- --ratio 0:1 --value-size 1k",
      ""
    })
public final class ProfileMain implements Callable<Integer> {

  private static final int EXIT_ERRORS = 1;
  private static final int INNERMOST_SHOWN = 25;

  @Mixin private HomeOption memotor;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "URI",
      description = "Engine of the memotor to start.")
  private String engine = "memory";

  @Option(names = "--memory", paramLabel = "MB", description = "Its memory for items.")
  private int memory = 1024;

  @Option(names = "--loops", paramLabel = "N", description = "Its event loops.")
  private int loops = 1;

  @Option(names = "--pid", paramLabel = "PID", description = "A server that runs already.")
  private long pid;

  @Option(names = "--target", paramLabel = "HOST:PORT", description = "Where it listens.")
  private @Nullable String target;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Load before the recording begins.")
  private String warmUp = "10s";

  @Option(names = "--duration", paramLabel = "TIME", description = "Length of the recording.")
  private String duration = "15s";

  @Option(names = "--threads", description = "A bar for each thread of the server.")
  private boolean byThread;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The flame graph; the recording goes beside it, as .jfr.")
  private Path output = Path.of("profile.svg");

  @Parameters(paramLabel = "LOAD", description = "Options of the load, after --.")
  private List<String> load = List.of();

  public static void main(String[] args) {
    System.exit(new CommandLine(new ProfileMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (pid != 0 && target != null) {
      return profile(pid, target);
    }
    try (ScratchDirectory directory = ScratchDirectory.make("memotor-profile");
        ServerProcess server =
            ServerProcess.startMemotor(
                memotor.home(), directory.path(), engine, loops, memory, List.of())) {
      return profile(server.pid(), "127.0.0.1:" + server.port());
    }
  }

  private int profile(long server, String address) throws IOException {
    List<String> common = new ArrayList<>(List.of(address, "--pid", Long.toString(server)));
    common.addAll(load);
    // Compiled code is what is to be seen, not its compilation.
    List<String> warm = new ArrayList<>(common);
    warm.addAll(List.of("--warm-up", "0", "--duration", warmUp));
    Bench.measure(warm);
    FlightRecorder recorder = new FlightRecorder(server);
    recorder.start();
    List<String> recorded = new ArrayList<>(common);
    recorded.addAll(List.of("--no-fill", "--warm-up", "0", "--duration", duration));
    Measurement measurement = Bench.measure(recorded);
    Path recording = Path.of(output.toString().replaceFirst("\\.svg$", "") + ".jfr");
    recorder.stop(recording);
    StackTree stacks = new RecordedStacks(byThread).read(recording);
    double micros = measurement.totalServerCpuMicros();
    String title =
        String.format(
            Locale.ROOT,
            "%s %s: %,.0f items/s, %.2f us of CPU each, %,d samples",
            pid == 0 ? "memotor " + engine : "process " + pid,
            String.join(" ", load),
            measurement.itemsPerSecond(),
            micros,
            stacks.samples());
    Files.writeString(output, FlameGraph.draw(title, stacks));
    tell(title, stacks, micros);
    return measurement.errors() == 0 ? ExitCode.OK : EXIT_ERRORS;
  }

  private void tell(String title, StackTree stacks, double micros) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    out.println(title);
    out.println("written to " + output);
    out.println();
    stacks.innermost().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(INNERMOST_SHOWN)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "%5.1f %%  %5.2f us  %s%n",
                    100.0 * entry.getValue() / stacks.samples(),
                    micros * entry.getValue() / stacks.samples(),
                    entry.getKey()));
  }
}
