package dev.memotor.bench;

import dev.memotor.bench.load.Effort;
import dev.memotor.bench.load.Load;
import dev.memotor.bench.load.Outcome;
import dev.memotor.bench.load.ProcessCpu;
import dev.memotor.bench.load.Progress;
import dev.memotor.bench.load.Run;
import dev.memotor.bench.protocol.Protocol;
import dev.memotor.bench.report.Format;
import dev.memotor.bench.report.LatencyPlot;
import dev.memotor.bench.tally.Nanos;
import dev.memotor.bench.workload.Keyspace;
import dev.memotor.bench.workload.Mix;
import dev.memotor.bench.workload.Popularity;
import dev.memotor.bench.workload.ValueSizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the load generator. */
@Command(
    name = "bench",
    usageHelpAutoWidth = true,
    sortOptions = false,
    synopsisHeading = "Usage: ",
    customSynopsis = "memotor bench [OPTIONS] HOST:PORT",
    header = {
      "memotor bench: loads a memcached server and reports throughput, latency and errors.",
      ""
    },
    description = {
      "",
      "By default every key is set once, then 50 connections send as fast as they are answered"
          + " (closed loop). With --rate requests are sent on a schedule (open loop), and latency"
          + " counts from the scheduled time. Every reply is parsed and checked against its"
          + " request: wrong, missing and surplus bytes are errors.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no errors",
      "1:there were errors, or the server could not be reached",
      "2:a wrong command line"
    })
final class BenchCommand implements Callable<Integer> {

  private static final int EXIT_ERRORS = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "HOST:PORT", description = "Server to load", converter = Targets.class)
  @SuppressWarnings("NullAway.Init")
  private HostAndPort target;

  @Option(
      names = {"-P", "--protocol"},
      paramLabel = "NAME",
      description = "Protocol: text, meta, binary, or resp for a Redis (default: text)")
  private Protocol protocol = Protocol.TEXT;

  @Option(
      names = {"-r", "--ratio"},
      paramLabel = "G:S[:I]",
      description = "Ratio of gets to sets, and to incrs (default: 9:1)")
  private String ratio = "9:1";

  @Option(
      names = {"-k", "--keys"},
      paramLabel = "N",
      description = "Number of keys (default: 100000)")
  private int keys = 100_000;

  @Option(
      names = "--distribution",
      paramLabel = "NAME",
      description = "Popularity of keys: uniform, zipf or zipf:EXPONENT (default: uniform)")
  private String distribution = "uniform";

  @Option(
      names = "--key-prefix",
      paramLabel = "TEXT",
      description = "Prefix of the keys (default: key)")
  private String keyPrefix = "key";

  @Option(
      names = "--key-digits",
      paramLabel = "N",
      description = "Digits after the prefix; more if the number of keys needs them (default: 9)")
  private int keyDigits = 9;

  @Option(
      names = {"-d", "--value-size"},
      paramLabel = "SIZES",
      description =
          "Sizes of values: 100, 64k or 10-1000; with weights,"
              + " 100:70,1k:25,10k:5 (default: 100)")
  private String valueSize = "100";

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      description = "Expiry of stored items (default: 0, never)")
  private int ttl;

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "N",
      description = "Requests sent together on a connection (default: 1)")
  private int pipeline = 1;

  @Option(
      names = {"-m", "--multiget"},
      paramLabel = "N",
      description = "Keys of one get (default: 1)")
  private int multiget = 1;

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description = "Connections, all threads together (default: 50)")
  private int connections = 50;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads of the generator (default: 1)")
  private int threads = 1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Open loop: requests per second, all connections together (default: 0, closed loop)")
  private double rate;

  @Option(
      names = "--poisson",
      description = "Open loop: requests at random times instead of regular ones")
  private boolean poisson;

  @Option(
      names = {"-s", "--duration"},
      paramLabel = "TIME",
      description = "Measured time, such as 10s, 500ms or 2m (default: 10s)")
  private @Nullable String duration;

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      description = "Number of measured requests, instead of a time")
  private @Nullable Long requests;

  @Option(
      names = {"-w", "--warm-up"},
      paramLabel = "TIME",
      description = "Time under load before the measurement (default: 1s)")
  private String warmUp = "1s";

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Interval of the series in the JSON report (default: 1s)")
  private String interval = "1s";

  @Option(names = "--no-fill", description = "Do not set every key once at the start")
  private boolean noFill;

  @Option(
      names = "--check-values",
      description = "Compare every byte of every value, not just lengths and framing")
  private boolean checkValues;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Time after which a reply counts as missing (default: 10s)")
  private String timeout = "10s";

  @Option(
      names = "--pid",
      paramLabel = "PID",
      split = ",",
      description = "Processes of the server on this machine, to report their CPU per item")
  private List<Long> pids = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random numbers (default: 1)")
  private long seed = 1;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "NAME",
      description = "Format of the report: text, json or csv (default: text)")
  private Format format = Format.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the report")
  private @Nullable Path output;

  @Option(names = "--svg", paramLabel = "FILE", description = "File for a plot of the latencies")
  private @Nullable Path svg;

  @Option(names = "--no-progress", description = "Do not show a progress line on a terminal")
  private boolean noProgress;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit")
  boolean help;

  static CommandLine commandLine(BenchCommand command) {
    return Usage.explainedBy(new CommandLine(command))
        .setCaseInsensitiveEnumValuesAllowed(true)
        // So that a script can set defaults which its callers override.
        .setOverwrittenOptionsAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(28);
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      boolean watched = !noProgress && System.console() != null;
      Outcome outcome = measure(watched ? Progress.on(err) : Progress.none());
      write(outcome);
      return outcome.errors() == 0 ? ExitCode.OK : EXIT_ERRORS;
    } catch (IOException | UncheckedIOException e) {
      err.println("memotor bench: " + target + ": " + reason(e));
      return EXIT_ERRORS;
    }
  }

  private static String reason(Exception failure) {
    Throwable cause =
        failure instanceof UncheckedIOException
            ? Objects.requireNonNull(failure.getCause())
            : failure;
    if (cause instanceof UnknownHostException) {
      return "no host of that name is known";
    }
    return cause instanceof NoSuchFileException file
        ? "there is no directory for " + file.getFile()
        : String.valueOf(cause.getMessage());
  }

  Outcome measure(Progress progress) throws IOException {
    Load load;
    Effort effort;
    try {
      load = load();
      effort = effort();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return new Run(target.toString(), target.address(), load, effort, pids, progress).execute();
  }

  private Load load() {
    require(keys >= 1, "--keys is at least 1");
    require(multiget >= 1 && multiget <= 10_000, "--multiget is from 1 to 10000");
    require(ttl >= 0, "--ttl is not negative");
    require(keyDigits >= 1, "--key-digits is at least 1");
    require(keyPrefix.matches("[!-~]*"), "--key-prefix is of printable ASCII without spaces");
    int digits = Math.max(keyDigits, Integer.toString(keys - 1).length());
    Keyspace keyspace = Keyspace.of(keys, keyPrefix, digits);
    require(keyspace.longestKey() <= 250, "a key has at most 250 bytes");
    return new Load(
        protocol,
        Mix.parse(ratio),
        keyspace,
        Popularity.parse(distribution),
        ValueSizes.parse(valueSize),
        valueSize,
        multiget,
        ttl,
        checkValues,
        seed);
  }

  private Effort effort() {
    require(connections >= 1, "--connections is at least 1");
    require(threads >= 1, "--threads is at least 1");
    require(pipeline >= 1 && pipeline <= 100_000, "--pipeline is from 1 to 100000");
    require(
        (long) pipeline * (multiget + 1) <= 1_000_000, "--pipeline times --multiget is too much");
    require(rate >= 0, "--rate is not negative");
    require(rate > 0 || !poisson, "--poisson needs --rate");
    require(requests == null || requests > 0, "--requests is at least 1");
    require(requests == null || duration == null, "either --duration or --requests");
    for (long pid : pids) {
      require(
          ProcessCpu.of(pid) >= 0, "there is no process " + pid + " whose CPU time can be read");
    }
    long nanos =
        requests != null ? Long.MAX_VALUE : Nanos.parse(duration == null ? "10s" : duration);
    require(nanos > 0, "--duration is above 0");
    long ofInterval = Nanos.parse(interval);
    require(ofInterval >= 1_000_000, "--interval is at least 1ms");
    return new Effort(
        connections,
        threads,
        pipeline,
        rate,
        poisson,
        !noFill,
        Nanos.parse(warmUp),
        nanos,
        requests == null ? Long.MAX_VALUE : requests,
        Math.max(1_000_000, Nanos.parse(timeout)),
        ofInterval);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }

  private void write(Outcome outcome) throws IOException {
    String report = format.report().of(outcome);
    if (output != null) {
      Files.writeString(output, report);
    } else {
      spec.commandLine().getOut().print(report);
      spec.commandLine().getOut().flush();
    }
    if (svg != null) {
      Files.writeString(svg, LatencyPlot.of(outcome));
    }
  }

  /** Reads the server's address. */
  static final class Targets implements picocli.CommandLine.ITypeConverter<HostAndPort> {
    @Override
    public HostAndPort convert(String text) {
      try {
        return HostAndPort.parse(text);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}
