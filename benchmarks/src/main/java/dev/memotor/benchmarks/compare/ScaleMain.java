package dev.memotor.benchmarks.compare;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.memotor.benchmarks.launch.HarnessOptions;
import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.MemcachedProgram;
import dev.memotor.benchmarks.launch.ScratchDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
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

/** What {@code benchmarks/scale} runs. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how costs grow from 1 to 10,000 connections and from 10,000 to 20 million items,"
          + " memotor beside the newest memcached if it can be had; writes SCALE.md and charts.",
      ""
    })
public final class ScaleMain implements Callable<Integer> {

  private static final int EXIT_FAILED = 1;
  private static final List<String> CONTENDERS = List.of(Contenders.BASELINE, "memory", "rocksdb");
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int SMOKE_CONNECTIONS = 10;
  private static final int SMOKE_ITEMS = 20_000;

  /** Descriptors that a process needs beside those of its connections. */
  private static final int OTHER_DESCRIPTORS = 500;

  private static final int PLENTY_OF_MEGABYTES = 1024;

  /** What a stored item of 100 bytes may take of {@code -m}, with room to spare. */
  private static final long BYTES_OF_ITEM = 320;

  /** The same of the whole process, the larger one of those that keep all items in memory. */
  private static final long RESIDENT_BYTES_OF_ITEM = 450;

  /** For everything else on the machine, and for files of which the kernel keeps a copy. */
  private static final long BYTES_TO_LEAVE = 6L << 30;

  @Mixin private HarnessOptions harness;

  @Spec private CommandSpec spec;

  @Option(
      names = "--connections",
      description = "Only this part (default: both). The page has then no other.")
  private boolean connections;

  @Option(names = "--items", description = "Only this part.")
  private boolean items;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: memcached-1, memory, rocksdb.")
  private List<String> only = List.of();

  @Option(
      names = "--max-items",
      paramLabel = "N",
      description = "The last step of items (default: 20000000, or what memory allows).")
  private int maxItems = 20_000_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of a measurement (default: 2).")
  private double seconds = 2;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measurements of each, of which the median counts (default: 3).")
  private int rounds = 3;

  @Option(
      names = "--limit",
      paramLabel = "MINUTES",
      description =
          "From the start, after which no further number of items is begun (default: 15).")
  private double limit = 15;

  private List<MemcachedProgram> memcacheds = List.of();

  public static void main(String[] args) {
    System.exit(new CommandLine(new ScaleMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    HarnessOptions.requireKnown(spec, "--only", only, CONTENDERS);
    PrintWriter log = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    memcacheds = MemcachedProgram.find(harness.home(), log);
    try (ScratchDirectory directory = harness.scratch("memotor-scale")) {
      return measure(directory, log);
    }
  }

  private int measure(ScratchDirectory scratch, PrintWriter log) throws IOException {
    Path directory = scratch.path();
    Plan plan = plan();
    Path target = harness.target(scratch);
    ScalePage page = new ScalePage(target, circumstances(plan));
    boolean right = true;
    ConnectionGrowth byConnections =
        new ConnectionGrowth(plan, mostConnections(log), directory.resolve("connections"), log);
    int most = mostItems(log);
    ItemGrowth byItems = new ItemGrowth(plan, most, directory.resolve("items"), log);
    try {
      if (connections || !items) {
        byConnections.run(chosen(forConnections()));
        page.connections(byConnections);
        right = byConnections.results().values().stream().noneMatch(ScaleMain::hasErrors);
      }
      if (items || !connections) {
        byItems.run(chosen(forItems(most)));
        page.items(byItems);
        right &= byItems.results().noneMatch(ScaleMain::hasErrors);
      }
    } finally {
      // A server that does not bear a step should not take with it what was measured before.
      page.write();
      log.println("written to " + target.resolve(ScalePage.NAME));
    }
    return right ? ExitCode.OK : EXIT_FAILED;
  }

  private List<Contender> chosen(List<Contender> all) {
    return all.stream()
        .filter(contender -> only.isEmpty() || only.contains(contender.name()))
        .toList();
  }

  private static boolean hasErrors(Results results) {
    return results.contenders().stream().anyMatch(contender -> results.errors(contender) > 0);
  }

  private Plan plan() {
    return new Plan(
        List.of(),
        harness.isSmoke() ? 1 : rounds,
        Duration.ofSeconds(harness.isSmoke() ? 0 : 6),
        Duration.ofMillis(harness.isSmoke() ? 0 : 1000),
        Duration.ofMillis(harness.isSmoke() ? 0 : 500),
        harness.isSmoke() ? Duration.ofMillis(50) : Duration.ofMillis(Math.round(seconds * 1000)),
        harness.isSmoke() ? 500 : 100_000,
        50,
        1,
        Duration.ofMillis(Math.round(limit * 60_000)),
        false,
        false);
  }

  private List<Contender> forConnections() {
    Contenders contenders = new Contenders(harness.home(), memcacheds, PLENTY_OF_MEGABYTES);
    int allowed = MOST_CONNECTIONS + OTHER_DESCRIPTORS;
    List<Contender> all = new ArrayList<>();
    all.add(contenders.memotorFor(allowed, "memory"));
    contenders.memcachedFor(allowed).ifPresent(all::add);
    return all;
  }

  /** Those that keep everything in memory have room for it; rocksdb has its disk. */
  private List<Contender> forItems(int most) {
    int megabytes = (int) Math.max(PLENTY_OF_MEGABYTES, most * BYTES_OF_ITEM >> 20);
    Contenders roomy = new Contenders(harness.home(), memcacheds, megabytes);
    List<Contender> all = new ArrayList<>();
    // The base of the ratios first, so that no lack of time takes it away.
    roomy.memcachedFor(MOST_CONNECTIONS).ifPresent(all::add);
    all.add(roomy.memotorFor(MOST_CONNECTIONS, "memory"));
    all.add(
        new Contenders(harness.home(), memcacheds, PLENTY_OF_MEGABYTES)
            .memotorFor(MOST_CONNECTIONS, "rocksdb:data"));
    return all;
  }

  private int mostConnections(PrintWriter log) {
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    int most = harness.isSmoke() ? SMOKE_CONNECTIONS : MOST_CONNECTIONS;
    if (descriptors - OTHER_DESCRIPTORS >= most) {
      return most;
    }
    log.printf(
        Locale.ROOT,
        "a process may have %,d open files, too few for %,d connections: see ulimit -n%n",
        descriptors,
        most);
    return (int) Math.max(1, descriptors - OTHER_DESCRIPTORS);
  }

  private int mostItems(PrintWriter log) throws IOException {
    int wanted = harness.isSmoke() ? Math.min(SMOKE_ITEMS, maxItems) : maxItems;
    long possible = (Machine.availableBytes() - BYTES_TO_LEAVE) / RESIDENT_BYTES_OF_ITEM;
    if (harness.isSmoke() || possible >= wanted) {
      return wanted;
    }
    int most = (int) Math.max(1, possible);
    log.printf(Locale.ROOT, "there is memory for %,d items, and not for %,d%n", most, wanted);
    return most;
  }

  private List<String> circumstances(Plan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "one event loop or thread each; values of 100 bytes; median of %d rounds of %.1f s;"
                + " connections with %,d keys, items with %d connections",
            plan.rounds(),
            plan.measured().toMillis() / 1e3,
            plan.keys(),
            plan.connections()));
    lines.add(
        String.format(
            Locale.ROOT,
            "memory and memcached have room for all items; rocksdb has -m %d, and its disk",
            PLENTY_OF_MEGABYTES));
    lines.add(
        String.format(Locale.ROOT, "load average before the start: %.1f", Machine.loadAverage()));
    return HarnessOptions.circumstances(lines);
  }
}
