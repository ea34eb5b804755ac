package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ConformCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int conform(String... arguments) {
    ToolProvider tool =
        ServiceLoader.load(ToolProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(t -> t.name().equals("conform"))
            .findFirst()
            .orElseThrow();
    return tool.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int conform(ScriptedServer server, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("127.0.0.1:" + server.address().getPort());
    return conform(all.toArray(new String[0]));
  }

  private static ScriptedServer quitter() {
    return ScriptedServer.answering(Map.of("quit", ScriptedServer.CLOSE));
  }

  @Test
  void passedCase_exitsZero() {
    try (ScriptedServer server = quitter()) {
      assertThat(conform(server, "-T", "ascii quit")).isZero();
    }
    assertThat(out.toString())
        .containsPattern("classic/memcapable: ascii quit +\\[pass]")
        .contains("1 passed, 0 failed");
  }

  @Test
  void failedCase_exitsOneAndShowsBytes() {
    try (ScriptedServer server = ScriptedServer.answering(Map.of("quit", "BYE\r\n"))) {
      assertThat(conform(server, "-T", "ascii quit", "-t", "1")).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains("[FAIL]", "sent    quit\\r\\n", "got     BYE\\r\\n", "^")
        .contains(String.format("Failed:%n  classic/memcapable: ascii quit%n"));
  }

  @Test
  void tap_junit_json() {
    for (String format : List.of("tap", "junit", "json")) {
      try (ScriptedServer server = quitter()) {
        assertThat(conform(server, "-T", "ascii quit", "--format", format)).isZero();
      }
    }
    assertThat(out.toString())
        .contains("1..1", "ok 1 - classic/memcapable: ascii quit")
        .contains("<testcase classname=\"classic.memcapable\" name=\"ascii quit\"")
        .contains("{\"case\":\"classic/memcapable: ascii quit\",\"status\":\"passed\"");
  }

  @Test
  void wrongUsage_exitsTwo() {
    assertThat(conform("--protocol", "telepathy")).isEqualTo(2);
    assertThat(conform("--only", "no such case")).isEqualTo(2);
    assertThat(conform("host:notaport")).isEqualTo(2);
    assertThat(conform("127.0.0.1:1", "-p", "5")).isEqualTo(2);
    assertThat(conform("--deviation", "bogus")).isEqualTo(2);
    assertThat(conform("--since", "new")).isEqualTo(2);
    assertThat(conform("--started=-Q")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "telepathy",
            "no case matches",
            "notaport",
            "either",
            "bogus",
            "1.6.18",
            "with '-Q', only with -F or");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void help_fitsTheTerminal(int columns) {
    System.setProperty("picocli.usage.width", Integer.toString(columns));
    try {
      assertThat(conform("--help")).isZero();
      assertThat(out.toString().lines()).allMatch(line -> line.length() <= columns);
    } finally {
      System.clearProperty("picocli.usage.width");
    }
  }

  @Test
  void noServer_exitsOneAndSaysWhere() {
    ScriptedServer server = quitter();
    server.close();
    assertThat(conform(server, "-T", "ascii quit")).isEqualTo(1);
    assertThat(err.toString()).contains("no memcached server at");
  }

  @Test
  void wrongUsage_isOneLine_notThePageOfOptions() {
    assertThat(conform("--packet-size", "-3")).isEqualTo(2);
    assertThat(conform("--packet-size", "0")).isEqualTo(2);
    assertThat(conform("-p", "70000")).isEqualTo(2);
    assertThat(conform("-p", "x")).isEqualTo(2);
    assertThat(conform("--only", "no such case")).isEqualTo(2);
    assertThat(err.toString().lines().filter(l -> l.startsWith("memotor conform: "))).hasSize(5);
    assertThat(err.toString().lines()).hasSize(10).contains("Try 'memotor conform --help'.");
    assertThat(err.toString()).contains("between 1 and 65535, not 70000", "'x' is not a port");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      textBlock =
          """
          -t x > -t x: give a whole number
          --sequences 99999999999 > --sequences 99999999999: the number is too large
          --seed 1x > --seed 1x: give a whole number
          --format yaml > --format yaml: give pretty or tap or junit or json
          --auth me > --auth me: USER:PASSWORD is expected
          a:1 b > one server and options are expected; what is 'b'?
          """)
  void aWrongValue_isNamedWithoutJava(String arguments, String said) {
    assertThat(conform(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("memotor conform: " + said, "Try 'memotor conform --help'.");
  }

  private static ScriptedServer saying(String greeting) {
    return ScriptedServer.of(
        (in, out) -> {
          out.write(greeting.getBytes(StandardCharsets.ISO_8859_1));
          in.read();
        });
  }

  @Test
  void serverThatIsNoMemcached_isReportedImmediately() {
    try (ScriptedServer server = saying("SSH-2.0-x\u001b[31m\r\n")) {
      assertThat(conform(server, "-t", "1")).isEqualTo(1);
    }
    try (ScriptedServer server = saying("")) {
      assertThat(conform(server, "-t", "1")).isEqualTo(1);
    }
    try (ScriptedServer server = ScriptedServer.of((in, out) -> in.transferTo(nullOutput()))) {
      assertThat(conform(server, "-t", "1")).isEqualTo(1);
      assertThat(conform(server, "-t", "1", "--against", "127.0.0.1:" + port(server))).isEqualTo(1);
    }
    assertThat(conform("absent.invalid:11211")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(5)
        .allMatch(l -> l.startsWith("no memcached server"));
    assertThat(err.toString())
        .contains("it says: SSH-2.0-x\\x1b[31m;")
        .contains("closes the connection")
        .contains("does not report its version within 1 seconds")
        .contains("absent.invalid:11211: no host of that name");
  }

  private static int port(ScriptedServer server) {
    return server.address().getPort();
  }

  private static OutputStream nullOutput() {
    return OutputStream.nullOutputStream();
  }

  /** Hundreds of cases of the other protocol would each time out. */
  @Test
  void serverOfOneProtocol_isJudgedByItAlone() {
    try (ScriptedServer server = quitter()) {
      assertThat(conform(server, "-t", "1", "--only", "memcapable")).isEqualTo(1);
      assertThat(err.toString()).contains("does not speak the binary protocol (-a leaves it out)");
      assertThat(out.toString()).isEmpty();
      assertThat(conform(server, "-T", "ascii quit")).isZero();
    }
  }

  @Test
  void serverThatDiesInACase_endsTheRun() {
    AtomicReference<ScriptedServer> dying = new AtomicReference<>();
    dying.set(
        ScriptedServer.of(
            (in, out) -> {
              for (String line = ScriptedServer.readLine(in);
                  line != null;
                  line = ScriptedServer.readLine(in)) {
                if (line.equals("quit")) {
                  dying.get().close();
                  return;
                }
                out.write("VERSION 1.6.18\r\n".getBytes(StandardCharsets.US_ASCII));
              }
            }));
    try (ScriptedServer server = dying.get()) {
      String[] arguments = {"-a", "--only", "*: ascii *", "-t", "1", "-v"};
      assertThat(conform(server, arguments)).isEqualTo(1);
    }
    assertThat(out.toString())
        .containsPattern("ascii version +\\[pass]")
        .containsPattern("ascii quit +\\[pass]")
        .containsPattern("\\[FAIL]")
        .contains("[skip] the server has not answered any more since an earlier case");
    assertThat(out.toString().split("\\[FAIL]", -1)).hasSize(2);
  }

  @Test
  void casesWithOptions_runOnlyOnServersStartedWithThem() {
    Map<String, String> replies = Map.of("stats settings", "STAT flush_enabled no\r\nEND\r\n");
    String name = "-F: stats settings shows it";
    try (ScriptedServer server = ScriptedServer.answering(replies)) {
      assertThat(conform(server, "--started=-F", "-T", name)).isZero();
      assertThat(conform(server, "--started=-A", "-T", name)).isEqualTo(2);
      assertThat(conform(server, "-v", "-T", name)).as("no case ran").isEqualTo(1);
    }
    assertThat(out.toString()).contains("[skip] for a server started with -F");
  }

  @Test
  void list_contactsNoServer() {
    assertThat(conform("--list", "--protocol", "binary", "--only", "*noop")).isZero();
    assertThat(out.toString()).contains("binary/memcapable: binary noop  -  the ping");
  }
}
