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
import org.jspecify.annotations.Nullable;
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
          + " one and Redis, on free ports of the loopback device; loads them in turn; measures"
          + " resident memory and pauses of those that keep everything in memory; prints ratios to"
          + " the newest memcached next to the targets; writes RESULTS.md and charts.",
      "",
      "A single row: benchmarks/compare --quick --workloads set-1k",
      ""
    })
public final class CompareMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;
  private static final int MEGABYTES = 1024;
  private static final int TIGHT_MEGABYTES = 64;
  private static final int SMOKE_ITEMS = 500;
  private static final int PAUSE_ROUNDS = 3;
  private static final Duration PAUSE_ROUND = Duration.ofSeconds(10);

  @Mixin private HarnessOptions harness;

  @Spec private CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "Under ten minutes: shorter rounds, fewer small items, and only memory and memcached-1 unless"
              + " --only says otherwise.")
  private boolean quick;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each workload.")
  private @Nullable Integer rounds;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a measurement.")
  private @Nullable Double seconds;

  @Option(names = "--keys", paramLabel = "N", description = "Number of keys.")
  private @Nullable Integer keys;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these: memcached-1 (the base of the ratios), memcached-2, memcached-older, memory,"
              + " memory-2, rocksdb, fs, redis, redis-raw, infinispan.")
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
      description =
          "Only these: round-trip, pipelined, multiget, binary, set-100, set-1k, large; rss-100,"
              + " rss-32, rss-100-20m (resident memory; the last one is not part of a quick run"
              + " unless it is named); pause.")
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
    Deadline deadline = new Deadline(plan.limit());
    List<MemcachedProgram> memcacheds = MemcachedProgram.find(harness.home(), log);
    Comparison loads = new Comparison(plan, directory.resolve("plenty"), deadline, log);
    List<Contender> contenders =
        new ArrayList<>(chosen(new Contenders(harness.home(), memcacheds, MEGABYTES).all()));
    if (contenders.stream().noneMatch(one -> one.name().equals(Contenders.BASELINE))) {
      log.println("no " + Contenders.BASELINE + ", the base of the ratios: there will be none");
    }
    if (isInfinispanWanted() && !plan.workloads().isEmpty()) {
      addInfinispan(contenders, directory, log);
    }
    loads.run(contenders);
    Footprints footprints = new Footprints(plan, directory.resolve("footprints"), log);
    for (Footprint footprint : footprints()) {
      footprints.run(
          footprint,
          chosen(new Contenders(harness.home(), memcacheds, footprint.megabytes()).inMemory()),
          deadline);
    }
    Pauses pauses = new Pauses(pausePlan(plan), directory.resolve("pauses"), log);
    if (isWanted(Pauses.NAME)) {
      pauses.run(
          chosen(new Contenders(harness.home(), memcacheds, Pauses.MEGABYTES).inMemory()),
          deadline);
    }
    Comparison tight =
        plan.largerThanMemory() && workloads.isEmpty() ? tight(memcacheds, directory, log) : null;
    Findings findings = new Findings(loads, footprints, pauses, tight);
    Path target = harness.target(scratch);
    ResultsPage page = new ResultsPage(target, circumstances(plan, loadBefore));
    page.write(findings, deadline);
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    out.println(TargetTable.of(findings));
    if (contenders.size() > 2 && !plan.workloads().isEmpty()) {
      out.println(page.table(loads.closedLoop()));
    }
    log.println("written to " + target.resolve("RESULTS.md"));
    return findings.hasErrors() ? EXIT_FAILED : ExitCode.OK;
  }

  private void requireKnownNames() {
    HarnessOptions.requireKnown(spec, "--only", only, Contenders.NAMES);
    List<String> rows = new ArrayList<>(Workload.ALL.stream().map(Workload::name).toList());
    rows.addAll(Footprint.ALL.stream().map(Footprint::name).toList());
    rows.add(Pauses.NAME);
    HarnessOptions.requireKnown(spec, "--workloads", workloads, rows);
  }

  private boolean isWanted(String row) {
    return workloads.isEmpty() || workloads.contains(row);
  }

  private Plan plan() {
    List<Workload> chosen =
        Workload.ALL.stream().filter(workload -> isWanted(workload.name())).toList();
    Plan plan =
        harness.isSmoke() ? Plan.smoke(chosen) : quick ? Plan.quick(chosen) : Plan.full(chosen);
    return plan.with(
        rounds == null ? plan.rounds() : rounds,
        seconds == null ? plan.measured() : Duration.ofMillis(Math.round(seconds * 1000)),
        keys == null ? plan.keys() : keys);
  }

  private List<Footprint> footprints() {
    List<Footprint> usual =
        harness.isSmoke() || quick && workloads.isEmpty() ? Footprint.QUICK : Footprint.ALL;
    return usual.stream()
        .filter(footprint -> isWanted(footprint.name()))
        .map(
            footprint ->
                harness.isSmoke()
                    ? footprint.of(SMOKE_ITEMS)
                    : quick ? footprint.forQuickRun() : footprint)
        .toList();
  }

  /** Long rounds, as the longest pause of all is looked for. */
  private Plan pausePlan(Plan plan) {
    return harness.isSmoke()
        ? plan
        : plan.with(
            rounds == null ? PAUSE_ROUNDS : rounds,
            seconds == null ? PAUSE_ROUND : plan.measured(),
            keys == null ? Pauses.KEYS : keys);
  }

  private List<Contender> chosen(List<Contender> all) {
    List<String> names =
        only.isEmpty() && quick
            ? List.of(Contenders.BASELINE, Workload.Column.MEMORY.engine())
            : only;
    return all.stream()
        .filter(contender -> names.isEmpty() || names.contains(contender.name()))
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
    Plan plan = Plan.largerThanMemory(TIGHT_MEGABYTES);
    Comparison comparison =
        new Comparison(plan, directory.resolve("tight"), new Deadline(plan.limit()), log);
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
}
