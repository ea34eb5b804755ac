package dev.memotor.benchmarks.churn;

import dev.memotor.benchmarks.launch.HarnessOptions;
import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.MemcachedProgram;
import dev.memotor.benchmarks.launch.SafepointLog;
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

/** What {@code benchmarks/churn} runs. */
@Command(
    name = "churn",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Starts a memotor that keeps items in memory and the newest memcached, and reads through both"
          + " for a long time: what is missing is set. Values have 16 to 900,000 bytes, in a"
          + " distribution that shifts all the time; half of them expire. Shows whether resident"
          + " memory and hit ratio stay, how much of -m is values, and the longest pauses. Writes"
          + " CHURN.md and a chart.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:memotor was full, its resident memory was flat within 5 %%, and it refused no set",
      "1:otherwise, or a reply was wrong",
      "2:a wrong command line"
    })
public final class ChurnMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;
  private static final String MEMOTOR = "memotor memory";
  private static final int SMOKE_MEGABYTES = 64;
  private static final Duration SMOKE_LENGTH = Duration.ofSeconds(10);

  @Mixin private HarnessOptions harness;

  @Spec private CommandSpec spec;

  @Option(names = "--minutes", paramLabel = "N", description = "How long.")
  private double minutes = 30;

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "MB",
      description = "What each server may keep in memory.")
  private int memory = 512;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How many times as much data there is as memory.")
  private double times = 4;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of each server.")
  private int threads = 2;

  @Option(
      names = {"-c", "--clients"},
      paramLabel = "N",
      description = "Clients, each with a connection to each server.")
  private int clients = 4;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ChurnMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter log = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int megabytes = harness.isSmoke() ? SMOKE_MEGABYTES : memory;
    Churn churn = churn((long) megabytes << 20);
    List<String> circumstances = circumstances(churn, megabytes);
    try (ScratchDirectory directory = harness.scratch("memotor-churn")) {
      List<History> histories = run(churn, megabytes, directory.path(), log);
      ChurnPage page = new ChurnPage(circumstances, histories, (long) megabytes << 20);
      Path target = harness.target(directory);
      page.write(target);
      log.println("written to " + target.resolve(ChurnPage.NAME));
      out.print(page.summary());
      out.flush();
      return isWell(histories) ? ExitCode.OK : EXIT_FAILED;
    }
  }

  private Churn churn(long bytes) {
    require(minutes >= 1, "--minutes is at least 1");
    require(memory >= SMOKE_MEGABYTES, "--memory is at least " + SMOKE_MEGABYTES);
    require(times > 0 && times <= 1000, "--times is above 0 and at most 1000");
    require(clients >= 1, "--clients is at least 1");
    require(threads >= 1, "--threads is at least 1");
    Duration length =
        harness.isSmoke() ? SMOKE_LENGTH : Duration.ofMillis(Math.round(minutes * 60_000));
    Contents contents =
        new Contents(Contents.keysFor(bytes, times), new ShiftingSizes(), length.toMillis() / 1e3);
    return harness.isSmoke()
        ? new Churn(contents, clients, Duration.ofSeconds(1), 2)
        : new Churn(contents, clients, Duration.ofSeconds(10), 6);
  }

  private void require(boolean condition, String rule) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private List<History> run(Churn churn, int megabytes, Path directory, PrintWriter log)
      throws IOException {
    List<MemcachedProgram> memcacheds = MemcachedProgram.find(harness.home(), log);
    Path work = Files.createDirectories(directory.resolve("memotor"));
    Path other = Files.createDirectories(directory.resolve("memcached"));
    List<Subject> subjects = new ArrayList<>();
    try (ServerProcess memotor =
            ServerProcess.startMemotor(
                harness.home(), work, "memory", threads, megabytes, List.of());
        ServerProcess memcached =
            memcacheds.isEmpty()
                ? null
                : ServerProcess.startMemcached(
                    memcacheds.get(0), other, threads, megabytes, List.of())) {
      int keys = churn.contents().keys();
      subjects.add(new Subject(MEMOTOR, memotor, new SafepointLog(work), keys));
      if (memcached != null) {
        String label = "memcached " + memcacheds.get(0).version();
        subjects.add(new Subject(label, memcached, new SafepointLog(other), keys));
      }
      return churn.run(subjects, log);
    }
  }

  /** No figure makes a smoke test fail. */
  private boolean isWell(List<History> histories) {
    History memotor = histories.get(0);
    return memotor.refused() == 0 && (memotor.isFull() && memotor.isFlat() || harness.isSmoke());
  }

  private List<String> circumstances(Churn churn, int megabytes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "-m %d, %d thread(s) each; %,d keys, zipf-distributed; values of %d to %,d bytes, on"
                + " average %.0f; half of the keys expire; %d clients, %.1f minutes",
            megabytes,
            threads,
            churn.contents().keys(),
            ShiftingSizes.LEAST,
            ShiftingSizes.MOST,
            ShiftingSizes.MEAN,
            clients,
            churn.contents().runSeconds() / 60));
    lines.add(
        String.format(Locale.ROOT, "load average before the start: %.1f", Machine.loadAverage()));
    return HarnessOptions.circumstances(lines);
  }
}
