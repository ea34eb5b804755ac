package dev.memotor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command against a server that answers rightly, or wrongly on purpose. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("slow")
final class BenchToolTest {

  private static final FakeServer.Fault NONE = (number, right) -> right;

  private record Ended(int status, String out, String err) {}

  private static Ended bench(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = new BenchTool().run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  private static Ended benchAgainst(FakeServer.Fault fault, String... more) throws Exception {
    try (FakeServer server = new FakeServer(fault)) {
      String[] first = {
        server.address(), "--keys", "20", "--connections", "3", "--warm-up", "0", "--timeout", "1s"
      };
      String[] all = Arrays.copyOf(first, first.length + more.length);
      System.arraycopy(more, 0, all, first.length, more.length);
      return bench(all);
    }
  }

  @Test
  void isFoundAsATool() {
    assertThat(ServiceLoader.load(ToolProvider.class).stream())
        .anyMatch(provider -> provider.type() == BenchTool.class);
  }

  @Test
  void countsExactlyTheRequestsThatWereAskedFor() throws Exception {
    Ended ended =
        benchAgainst(NONE, "-n", "1001", "--threads", "2", "--check-values", "--format", "json");
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("\"all\":{\"items\":1001,").contains("\"misses\":0,");
  }

  @Test
  void pipelinesAndMultigets() throws Exception {
    Ended ended =
        benchAgainst(
            NONE, "-n", "100", "-p", "7", "-m", "5", "-r", "1:0", "--check-values", "-f", "csv");
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("all,500,").contains(",100,").contains(",500,0,0,,");
  }

  @Test
  void anOpenLoopEndsToo() throws Exception {
    Ended ended = benchAgainst(NONE, "--rate", "2000", "--poisson", "-n", "200", "-f", "json");
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("\"all\":{\"items\":200,");
  }

  @Test
  void theSeriesHasTheIntervalThatWasAskedFor() throws Exception {
    String[] load = {"--duration", "350ms", "-f", "json"};
    assertThat(benchAgainst(NONE, load).out()).contains("\"series\":[]");
    String[] finer = {"--duration", "350ms", "-f", "json", "--interval", "100ms"};
    assertThat(benchAgainst(NONE, finer).out()).contains("\"series\":[{\"second\":0.0000,");
  }

  @Test
  void aDurationEndsInTimeAndLeavesNothingUnread() throws Exception {
    Ended ended = benchAgainst(NONE, "--duration", "200ms", "-w", "100ms");
    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out()).contains("hits 100.00 %").contains("errors 0\n");
  }

  @Test
  void withoutFillingThereAreMisses() throws Exception {
    Ended ended = benchAgainst(NONE, "-n", "50", "-r", "1:0", "--no-fill");
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("hits 0.00 % (0 of 50)");
  }

  @Test
  void wrongBytesAreErrors() throws Exception {
    Ended ended =
        benchAgainst(
            (number, right) -> {
              byte[] wrong = right.clone();
              if (number == 50) {
                wrong[wrong.length / 2] ^= 1;
              }
              return wrong;
            },
            "-n",
            "100",
            "-r",
            "1:0",
            "--check-values");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("errors 1\n").contains("was never stored under the key");
  }

  @Test
  void surplusBytesAreErrors() throws Exception {
    Ended ended =
        benchAgainst(
            (number, right) -> {
              byte[] more = Arrays.copyOf(right, right.length + (number == 50 ? 3 : 0));
              Arrays.fill(more, right.length, more.length, (byte) '!');
              return more;
            },
            "-n",
            "100",
            "-r",
            "1:0");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("that nothing had asked for: '!!!'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      textBlock =
          """
          foo > memotor bench: foo:11211: no host of that name is known
          127.0.0.1:1 > memotor bench: 127.0.0.1:1: Connection refused
          """)
  void anUnreachableServer_isOneLine(String target, String said) {
    Ended ended = bench(target, "--no-progress");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo(said + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      textBlock =
          """
          a:1 -n x > -n x: give a whole number
          a:1 -k 99999999999 > -k 99999999999: the number is too large
          a:1 --rate 1/s > --rate 1/s: give a number, such as 1000 or 2.5
          a:1 -P http > -P http: give text or meta or binary or resp
          a:1 -f yaml > -f yaml: give text or json or csv
          a:1 --pid x > --pid x: give a whole number
          a:1 -s 5x > '5x' is no time; write 10s, 500ms or 2m
          a:1 b > one server and options are expected; what is 'b'?
          a:99999 > a:99999: 'a:99999' has no port from 1 to 65535
          """)
  void aWrongCommandLine_isTwoLines(String arguments, String said) {
    Ended ended = bench(arguments.split(" "));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().lines())
        .containsExactly("memotor bench: " + said, "Try 'memotor bench --help'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          a:1 --keyz=5 > there is no option '--keyz'; did you mean '--keys'?
          a:1 --gibberish > there is no option '--gibberish'; 'memotor bench --help' lists all options
          """)
  void anUnknownOption_isNamedAsByTheServer(String arguments, String said) {
    Ended ended = bench(arguments.split(" "));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().lines()).containsExactly("memotor bench: " + said);
  }

  @Test
  void nothingAnswered_hasNoTimes() throws Exception {
    Ended ended = benchAgainst((number, right) -> new byte[0], "-s", "100ms", "--no-fill");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).containsPattern("all +0( +-){7}\n").doesNotContain("NaN", "0 ns");
    assertThat(
            benchAgainst((number, right) -> new byte[0], "-s", "100ms", "--no-fill", "-f", "json")
                .out())
        .doesNotContain("NaN");
  }

  @Test
  void aMissingReplyIsAnError() throws Exception {
    Ended ended =
        benchAgainst(
            (number, right) -> number == 100 ? new byte[0] : right, "-n", "100", "-r", "1:0");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("no reply in time");
  }

  @Test
  void aClosedConnectionIsAnErrorAndReplaced() throws Exception {
    Ended ended =
        benchAgainst((number, right) -> number == 50 ? null : right, "-n", "100", "-f", "json");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("\"items\":99,").contains("\"closed\":1,");
  }

  @Test
  void refusalsAreErrorsButNotTheEnd() throws Exception {
    byte[] refusal = "SERVER_ERROR out of memory\r\n".getBytes(StandardCharsets.US_ASCII);
    Ended ended =
        benchAgainst(
            (number, right) -> number > 20 && number % 2 == 0 ? refusal : right,
            "-n",
            "100",
            "-f",
            "json");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("\"all\":{\"items\":50,").contains("\"refused\":50,");
  }

  @Test
  void filesForReportAndPlot(@TempDir Path directory) throws Exception {
    Path report = directory.resolve("report.csv");
    Path plot = directory.resolve("plot.svg");
    Ended ended =
        benchAgainst(
            NONE, "-n", "100", "-f", "csv", "-o", report.toString(), "--svg", plot.toString());
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).isEmpty();
    assertThat(Files.readString(report)).startsWith("operation,");
    assertThat(Files.readString(plot)).startsWith("<svg ").endsWith("</svg>\n");
  }

  @Test
  void theServersCpuIsReported() throws Exception {
    String own = Long.toString(ProcessHandle.current().pid());
    Ended ended = benchAgainst(NONE, "-n", "100", "--pid", own);
    assertThat(ended.out()).contains("CPU of the server: ");
  }

  @Test
  void wrongCommandLines() {
    assertThat(bench().status()).isEqualTo(2);
    assertThat(bench("host:x").status()).isEqualTo(2);
    assertThat(bench("localhost", "-r", "1").err()).contains("GETS:SETS");
    assertThat(bench("localhost", "-r", "1").status()).isEqualTo(2);
    assertThat(bench("localhost", "-P", "quic").status()).isEqualTo(2);
    assertThat(bench("localhost", "--keys", "0").status()).isEqualTo(2);
    assertThat(bench("localhost", "-n", "5", "-s", "5").status()).isEqualTo(2);
    assertThat(bench("localhost", "--poisson").status()).isEqualTo(2);
    assertThat(bench("localhost", "--pid", "999999999").status()).isEqualTo(2);
    assertThat(bench("--help").out()).contains("--rate").contains("Exit status:");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void help_fitsTheTerminal(int columns) {
    System.setProperty("picocli.usage.width", Integer.toString(columns));
    try {
      assertThat(bench("--help").out().lines()).allMatch(line -> line.length() <= columns);
    } finally {
      System.clearProperty("picocli.usage.width");
    }
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    String address;
    try (FakeServer server = new FakeServer(NONE)) {
      address = server.address();
    }
    Ended ended = bench(address);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("memotor bench: " + address + ": ");
  }
}
