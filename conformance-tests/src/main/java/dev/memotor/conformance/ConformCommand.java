package dev.memotor.conformance;

import dev.memotor.conformance.against.AgainstRun;
import dev.memotor.conformance.against.ServerUnderTest;
import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.report.JsonReport;
import dev.memotor.conformance.report.JunitReport;
import dev.memotor.conformance.report.PrettyReport;
import dev.memotor.conformance.report.ProgressLine;
import dev.memotor.conformance.report.Report;
import dev.memotor.conformance.report.ReportFormat;
import dev.memotor.conformance.report.TapReport;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.CaseSelection;
import dev.memotor.conformance.run.CoverageTable;
import dev.memotor.conformance.run.ServerProbe;
import dev.memotor.conformance.run.SuiteRun;
import dev.memotor.conformance.run.SuiteSummary;
import dev.memotor.conformance.wire.Credentials;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import dev.memotor.conformance.wire.ServerAccess;
import dev.memotor.conformance.wire.ServerAddress;
import dev.memotor.conformance.wire.ServerVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conform HOST:PORT}: judges any memcached server. */
@Command(
    name = "conform",
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisHeading = "Usage: ",
    customSynopsis = "memotor conform [OPTIONS] [HOST:PORT]",
    header = {"memotor conform: tests any memcached server for conformance, byte by byte.", ""},
    description = {"Items that the cases store are removed when the run ends.", ""},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all cases passed",
      "1:a case failed, or no server answered",
      "2:a wrong command line"
    })
final class ConformCommand implements Callable<Integer> {

  private static final int EXIT_PASSED = 0;
  private static final int EXIT_FAILED = 1;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST:PORT",
      converter = ServerAddress.class,
      description = "Server to test (default: 127.0.0.1:11211)")
  @Nullable InetSocketAddress address;

  @Option(names = "-h", paramLabel = "HOST", description = "Host of the server, as in memcapable")
  @Nullable String host;

  @Option(
      names = "-p",
      paramLabel = "PORT",
      converter = ServerAddress.Port.class,
      description = "Port of the server, as in memcapable")
  @Nullable Integer port;

  @Option(
      names = "--protocol",
      split = ",",
      paramLabel = "NAME",
      description = "Only these protocols: classic, meta, binary (separated by commas)")
  List<String> protocols = List.of();

  @Option(names = "-a", description = "Only the text protocols, classic and meta")
  boolean textOnly;

  @Option(names = "-b", description = "Only the binary protocol")
  boolean binaryOnly;

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Only cases with PATTERN in their line of --list, before the dash; with a * the"
              + " pattern matches all of it: append or 'meta/*: *base64*'")
  List<String> only = new ArrayList<>();

  @Option(names = "-T", paramLabel = "NAME", description = "Only the case of exactly this name")
  @Nullable String exactName;

  @Option(
      names = {"--since", "--as"},
      paramLabel = "VERSION",
      description =
          "Expect the behaviour of this memcached release (default: what the server's"
              + " 'version' says), even of a server that does not report its version")
  @Nullable String level;

  @Option(
      names = "--deviation",
      split = ",",
      paramLabel = "NAME",
      description =
          "Documented deviation that this server declares; 'memotor' for all of memotor's"
              + " (which a memotor is granted anyway), 'none' for none")
  List<String> deviations = List.of();

  @Option(names = "--tls", description = "Speak TLS; any certificate is accepted")
  boolean tls;

  @Option(
      names = "--auth",
      paramLabel = "USER:PASSWORD",
      converter = Credentials.Converter.class,
      description = "Log in first: a set in the text protocols, SASL PLAIN in binary")
  @Nullable Credentials credentials;

  @Option(
      names = "--against",
      paramLabel = "HOST:PORT",
      converter = ServerAddress.class,
      description =
          "Compare with this server instead of running cases: both are sent the same random"
              + " sequences")
  @Nullable InetSocketAddress reference;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description =
          "With --against: number of sequences for each protocol (default: ${DEFAULT-VALUE})")
  int sequences = 1000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "With --against: seed of the first sequence; a run prints its own")
  @Nullable Long seed;

  @Option(names = "--allow-flush", description = "Also run the cases that wipe the whole server")
  boolean allowFlush;

  @Option(
      names = "--started",
      paramLabel = "OPTIONS",
      description =
          "Options of memcached that the server was started with: runs only the cases for"
              + " exactly these, such as --started=-F")
  String started = ConformanceCase.WITHOUT_OPTIONS;

  @Option(
      names = "--packet-size",
      paramLabel = "BYTES",
      description = "Cut everything that is sent into packets of this size")
  @Nullable Integer packetSize;

  @Option(
      names = "-t",
      paramLabel = "SECONDS",
      description = "Time the server may take for each answer (default: ${DEFAULT-VALUE})")
  int timeoutSeconds = 5;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "Format of the report: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  ReportFormat format = ReportFormat.pretty;

  @Option(
      names = "--coverage",
      description = "Also print commands and their outcomes; json always has them")
  boolean coverage;

  @Option(
      names = "-v",
      description = "Also list the cases that do not apply, and print the coverage")
  boolean verbose;

  @Option(names = "--list", description = "List the cases and their reasons; contacts no server")
  boolean list;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit")
  boolean help;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (reference != null) {
      return against(reference, out);
    }
    ConformanceSuite suite = chosenCases();
    if (list) {
      suite.cases().forEach(c -> out.println(c.id() + "  -  " + c.why()));
      out.flush();
      return EXIT_PASSED;
    }
    ConformanceTarget target;
    try {
      target = target(suite);
    } catch (IOException e) {
      return complain(e.getMessage());
    }
    Report report = report(out);
    report.begin(suite.cases().size());
    CoverageTable table = CoverageTable.load();
    long start = System.nanoTime();
    List<CaseOutcome> outcomes =
        new SuiteRun(
                target,
                outcome -> {
                  if (outcome.status() == CaseOutcome.Status.PASSED) {
                    table.count(outcome.subject());
                  }
                  report.finished(outcome);
                })
            .run(suite);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    SuiteSummary summary = new SuiteSummary(target, outcomes, took, table);
    report.end(summary);
    return summary.passed() ? EXIT_PASSED : EXIT_FAILED;
  }

  private ConformanceSuite chosenCases() {
    ConformanceSuite all = ConformanceSuite.load();
    ConformanceSuite suite = all.select(selection());
    if (!started.isEmpty()) {
      suite = suite.select(candidate -> candidate.started().equals(started));
      if (suite.cases().isEmpty() && !all.startOptions().contains(started)) {
        throw usage(
            "no case asks for a server started with '"
                + started
                + "', only with "
                + String.join(" or ", all.startOptions()));
      }
    }
    if (suite.cases().isEmpty()) {
      throw usage("no case matches; --list shows them all");
    }
    return suite;
  }

  private int against(InetSocketAddress reference, PrintWriter out) {
    if (sequences < 1) {
      throw usage("--sequences needs at least one");
    }
    Duration timeout = timeout();
    long start = seed == null ? new SecureRandom().nextInt() : seed;
    ServerAccess access = access();
    ServerUnderTest judge;
    ServerUnderTest judged;
    try {
      judge = opponent(reference, timeout, ServerAccess.OPEN);
      judged = opponent(chosenAddress(), timeout, access);
    } catch (IOException e) {
      return complain(e.getMessage());
    }
    boolean equal =
        new AgainstRun(judge, judged, allowFlush, judged.probe().remembersReads(), out)
            .run(chosenProtocols(), sequences, start);
    return equal ? EXIT_PASSED : EXIT_FAILED;
  }

  private ServerUnderTest opponent(InetSocketAddress server, Duration timeout, ServerAccess access)
      throws IOException {
    ServerUnderTest found =
        ServerUnderTest.at(server, timeout, access, framings(chosenProtocols()));
    insistOnProtocols(chosenProtocols(), server, found.probe(), "");
    return found;
  }

  private int complain(@Nullable String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(problem);
    err.flush();
    return EXIT_FAILED;
  }

  private static Set<Framing> framings(Set<Protocol> protocols) {
    Set<Framing> framings = EnumSet.noneOf(Framing.class);
    protocols.forEach(protocol -> framings.add(protocol.framing()));
    return framings;
  }

  /** Otherwise hundreds of cases would each time out for the same reason. */
  private static void insistOnProtocols(
      Set<Protocol> protocols, InetSocketAddress server, ServerProbe probe, String otherwise)
      throws IOException {
    String where = ServerAddress.shown(server);
    if (probe.spoken().isEmpty()) {
      throw new IOException(
          "no memcached server at " + where + ": " + probe.complaints() + otherwise);
    }
    for (Protocol protocol : protocols) {
      Framing framing = protocol.framing();
      if (probe.refusals().containsKey(framing)) {
        String missing =
            framing == Framing.BINARY
                ? "the binary protocol (-a leaves it out): "
                : "the text protocols (-b leaves them out): ";
        throw new IOException(
            where + " does not speak " + missing + probe.refusals().get(framing) + otherwise);
      }
    }
  }

  private ServerAccess access() {
    return new ServerAccess(tls, credentials);
  }

  private Duration timeout() {
    if (timeoutSeconds < 1) {
      throw usage("-t needs at least one second");
    }
    return Duration.ofSeconds(timeoutSeconds);
  }

  private CaseSelection selection() {
    return new CaseSelection(chosenProtocols(), exactName, only);
  }

  private Set<Protocol> chosenProtocols() {
    Set<Protocol> chosen = EnumSet.noneOf(Protocol.class);
    try {
      protocols.forEach(name -> chosen.add(Protocol.of(name)));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    if (textOnly) {
      chosen.addAll(List.of(Protocol.CLASSIC, Protocol.META));
    }
    if (binaryOnly) {
      chosen.add(Protocol.BINARY);
    }
    if (chosen.isEmpty()) {
      chosen.addAll(Arrays.asList(Protocol.values()));
    }
    return chosen;
  }

  private ConformanceTarget target(ConformanceSuite suite) throws IOException {
    Duration timeout = timeout();
    InetSocketAddress server = chosenAddress();
    Set<String> declared;
    ServerVersion chosenLevel;
    try {
      declared = Deviations.load().resolve(deviations);
      chosenLevel = level == null ? null : ServerVersion.parse(level);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    if (packetSize != null && packetSize < 1) {
      throw usage("--packet-size needs at least one byte");
    }
    ServerProbe probe = ServerProbe.ask(server, timeout, access(), suite.framings());
    // With --since the user knows the server; with --started, its options may hide the version.
    boolean insists = chosenLevel == null && started.isEmpty();
    if (insists) {
      insistOnProtocols(
          suite.protocols(), server, probe, "; --since VERSION judges it nevertheless");
    }
    if (deviations.isEmpty()) {
      declared = probe.deviations();
    }
    return ConformanceTarget.of(server)
        .withTimeout(timeout)
        .withLevel(chosenLevel == null ? probe.version() : chosenLevel)
        .withDeviations(declared)
        .withFlushAllowed(allowFlush)
        .withAccess(access())
        .withPacketSize(packetSize == null ? 0 : packetSize)
        .withSpoken(insists ? probe.spoken() : EnumSet.allOf(Framing.class))
        .withStarted(started);
  }

  private InetSocketAddress chosenAddress() {
    if (address != null) {
      if (host != null || port != null) {
        throw usage("give either HOST:PORT or -h and -p");
      }
      return address;
    }
    return new InetSocketAddress(
        host == null ? ServerAddress.DEFAULT_HOST : host,
        port == null ? ServerAddress.DEFAULT_PORT : port);
  }

  private Report report(PrintWriter out) {
    boolean watched = System.console() != null && format == ReportFormat.pretty;
    boolean covered = coverage || verbose;
    return switch (format) {
      case pretty ->
          new PrettyReport(out, verbose, covered, new ProgressLine(watched ? out : null));
      case tap -> new TapReport(out, covered);
      case junit -> new JunitReport(out, covered);
      case json -> new JsonReport(out);
    };
  }

  private ParameterException usage(@Nullable String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
