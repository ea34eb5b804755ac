package dev.memotor.benchmarks.compare;

import dev.memotor.benchmarks.launch.HarnessOptions;
import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.MemcachedProgram;
import dev.memotor.benchmarks.launch.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
import picocli.CommandLine.Spec;

/** What {@code benchmarks/compare} runs. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts memotor with each engine, the newest memcached (fetched if need be), the installed"
          + " one and Redis, on free ports of the loopback device; loads them in turn; writes"
          + " RESULTS.md and charts.",
      ""
    })
public final class CompareMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;
  private static final int MEGABYTES = 1024;
  private static final int TIGHT_MEGABYTES = 64;

  @Mixin private HarnessOptions harness;

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Fewer and shorter rounds: under ten minutes.")
  private boolean quick;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each workload.")
  private Integer rounds;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  private Double seconds;

  @Option(names = "--keys", paramLabel = "N", description = "Number of keys.")
  private Integer keys;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these: memcached-1, memcached-2, memcached-older, memory, memory-2, rocksdb, fs, redis, redis-raw,"
              + " infinispan.")
  private List<String> only = List.of();

  @Option(
      names = "--with-infinispan",
      description =
          "Infinispan too, which Maven fetches. It takes part in full runs and where --only names"
              + " it; this adds it to a quick run.")
  private boolean withInfinispan;

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: round-trip, pipelined, multiget, binary, set-100, set-1k, large.")
  private List<String> workloads = List.of();

  public static void main(String[] args) {
    System.exit(new CommandLine(new CompareMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter log = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (ScratchDirectory directory = harness.scratch("memotor-compare")) {
      return compare(directory, log);
    }
  }

  private int compare(ScratchDirectory scratch, PrintWriter log) throws IOException {
    Path directory = scratch.path();
    requireKnownNames();
    Plan plan = plan();
    double loadBefore = Machine.loadAverage();
    Comparison comparison = new Comparison(plan, directory.resolve("plenty"), log);
    List<MemcachedProgram> memcacheds = MemcachedProgram.find(harness.home(), log);
    List<Contender> contenders =
        new ArrayList<>(chosen(new Contenders(harness.home(), memcacheds, MEGABYTES).all()));
    if (isInfinispanWanted()) {
      addInfinispan(contenders, directory, log);
    }
    comparison.run(contenders);
    Comparison tight = plan.largerThanMemory() ? tight(memcacheds, directory, log) : null;
    Path target = harness.target(scratch);
    ResultsPage page = new ResultsPage(target, circumstances(plan, loadBefore));
    page.write(comparison, tight);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    out.println(page.table(comparison.closedLoop()));
    log.println("written to " + target.resolve("RESULTS.md"));
    return hasErrors(comparison) || tight != null && hasErrors(tight) ? EXIT_FAILED : ExitCode.OK;
  }

  private void requireKnownNames() {
    requireKnown("--only", only, Contenders.NAMES);
    requireKnown("--workloads", workloads, Workload.ALL.stream().map(Workload::name).toList());
  }

  private void requireKnown(String option, List<String> given, List<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            option + " " + name + ": there is none; there are " + String.join(", ", known));
      }
    }
  }

  private Plan plan() {
    List<Workload> chosen =
        Workload.ALL.stream()
            .filter(workload -> workloads.isEmpty() || workloads.contains(workload.name()))
            .toList();
    Plan plan =
        harness.isSmoke() ? Plan.smoke(chosen) : quick ? Plan.quick(chosen) : Plan.full(chosen);
    return plan.with(
        rounds == null ? plan.rounds() : rounds,
        seconds == null ? plan.measured() : Duration.ofMillis(Math.round(seconds * 1000)),
        keys == null ? plan.keys() : keys);
  }

  private List<Contender> chosen(List<Contender> all) {
    return all.stream()
        .filter(contender -> only.isEmpty() || only.contains(contender.name()))
        .toList();
  }

  /** Fetching and warming it up takes longer than a short run should. */
  private boolean isInfinispanWanted() {
    return withInfinispan
        || (only.isEmpty() ? !quick && !harness.isSmoke() : only.contains(Infinispan.NAME));
  }

  private void addInfinispan(List<Contender> contenders, Path directory, PrintWriter log) {
    try {
      contenders.add(
          Infinispan.resolve(harness.home(), directory.resolve(Infinispan.NAME))
              .contender(MEGABYTES));
    } catch (IOException e) {
      log.println("Infinispan is left out: " + e.getMessage());
    }
  }

  private Comparison tight(List<MemcachedProgram> memcacheds, Path directory, PrintWriter log)
      throws IOException {
    Comparison comparison =
        new Comparison(Plan.largerThanMemory(TIGHT_MEGABYTES), directory.resolve("tight"), log);
    comparison.run(
        chosen(new Contenders(harness.home(), memcacheds, TIGHT_MEGABYTES).ofTenTimesTheMemory()));
    return comparison;
  }

  private List<String> circumstances(Plan plan, double loadBefore) {
    List<String> lines = new ArrayList<>();
    String redis = Machine.version("redis-server", "--version");
    if (!redis.isEmpty()) {
      lines.add(redis);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d keys, %d connections, %d generator thread(s) on the same machine; median of %d"
                + " interleaved rounds of %.1f s",
            plan.keys(),
            plan.connections(),
            plan.generatorThreads(),
            plan.rounds(),
            plan.measured().toMillis() / 1e3));
    lines.add(
        String.format(
            Locale.ROOT,
            "load average before the start: %.1f%s",
            loadBefore,
            loadBefore > 0.5
                ? ". **The machine was busy with other things: read these figures as hints.**"
                : ""));
    return HarnessOptions.circumstances(lines);
  }

  private static boolean hasErrors(Comparison comparison) {
    return comparison.closedLoop().values().stream()
        .anyMatch(
            results -> results.contenders().stream().anyMatch(one -> results.errors(one) > 0));
  }
}
