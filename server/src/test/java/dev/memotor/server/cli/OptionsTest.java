package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineException;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Options from the command line, the environment and a file; addresses and sizes. */
final class OptionsTest {

  @TempDir private Path directory;

  private final CommandLine line = Main.commandLine();

  private String option(String name, Map<String, String> environment, String... args) {
    String[] read = GetoptArguments.read(args, line.getCommandSpec());
    line.setDefaultValueProvider(OptionSources.of(read, environment, line.getCommandSpec()));
    Main.readLikeGetopt(line);
    line.parseArgs(read);
    Object value = line.getCommandSpec().findOption(name).getValue();
    return String.valueOf(value);
  }

  private Path file(String... lines) {
    try {
      return Files.write(directory.resolve("memotor.conf"), List.of(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void commandLine_precedesEnvironment_precedesFile() {
    Path file = file("# comment", "", " memory = 100 ", "max-item-size=2m", "no-evict = true");
    Map<String, String> environment = Map.of("MEMOTOR_CONFIG", file.toString());
    assertThat(option("-m", environment)).isEqualTo("100");
    assertThat(option("--max-item-size", environment)).isEqualTo("2097152");
    assertThat(option("-M", environment)).isEqualTo("true");
    Map<String, String> both =
        Map.of(
            "MEMOTOR_CONFIG",
            file.toString(),
            "MEMOTOR_MEMORY",
            "200",
            "MEMOTOR_MAX_ITEM_SIZE",
            "3m");
    assertThat(option("-m", both)).isEqualTo("200");
    assertThat(option("-I", both)).isEqualTo("3145728");
    assertThat(option("-m", both, "-m", "300")).isEqualTo("300");
    assertThat(option("-m", Map.of(), "--config", file.toString())).isEqualTo("100");
    assertThat(option("-m", Map.of(), "--config=" + file)).isEqualTo("100");
    assertThat(option("-m", Map.of())).isEqualTo("64");
  }

  @ParameterizedTest
  @CsvSource({
    "memory, is not of the form name = value",
    "nonsense = 1, there is no option",
    "config = x, there is no option",
    "port = 1, is given twice",
  })
  void invalidLine_isReportedWithFileAndNumber(String wrong, String text) {
    Path file = file("# first", "port = 11211", wrong);
    assertThatThrownBy(() -> option("-m", Map.of(), "--config", file.toString()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file + " line 3")
        .hasMessageContaining(text);
  }

  @Test
  void missingFile_isReported() {
    assertThatThrownBy(() -> option("-m", Map.of("MEMOTOR_CONFIG", "/does/not/exist")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/does/not/exist cannot be read: there is no such file");
  }

  @Test
  void sizes_areParsedAndBounded() {
    Conversions.ItemSize sizes = new Conversions.ItemSize();
    assertThat(sizes.convert("1k")).isEqualTo(1024);
    assertThat(sizes.convert("1024")).isEqualTo(1024);
    assertThat(sizes.convert("512K")).isEqualTo(512 * 1024);
    assertThat(sizes.convert("1g")).isEqualTo(1 << 30);
    for (String wrong : new String[] {"", "1", "1023", "1t", "x", "-1k", "1.5m", "2g", "1 m"}) {
      assertThatThrownBy(() -> sizes.convert(wrong))
          .as(wrong)
          .isInstanceOf(TypeConversionException.class)
          .hasMessageMatching("give a size such as .*|give from 1k to 1g");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 11211",
    "127.0.0.1:1234, 127.0.0.1, 1234",
    "::1, 0:0:0:0:0:0:0:1, 11211",
    "[::1], 0:0:0:0:0:0:0:1, 11211",
    "[::1]:1234, 0:0:0:0:0:0:0:1, 1234",
    "*:99, 0.0.0.0, 99",
  })
  void addresses_defaultToCommonPort(String text, String host, int port) {
    InetSocketAddress address = parse(text, 11211).get(0).address();
    assertThat(address.getPort()).isEqualTo(port);
    if (!address.getAddress().isAnyLocalAddress()) {
      assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    }
  }

  @Test
  void addresses_listAndNone() {
    assertThat(parse("127.0.0.1, [::1]:5;127.0.0.2", 7)).hasSize(3);
    assertThat(parse(null, 7)).containsExactly(ListenAddress.of(new InetSocketAddress(7)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1,",
        ",127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:70000",
        "a:x",
        "[::1]:",
        "no host",
        "proto[asci]:127.0.0.1",
        "tag__:127.0.0.1",
        "tag_toolongatag_:127.0.0.1",
        "xtls:127.0.0.1"
      })
  void invalidAddress_isReported(String text) {
    assertThatThrownBy(() -> parse(text, 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("-l " + text);
  }

  private static List<ListenAddress> parse(String text, int port) {
    return ListenAddresses.parse(text, port, Protocol.AUTO);
  }

  @ParameterizedTest
  @CsvSource({
    "notls:127.0.0.1, NONE, AUTO, 1",
    "btls:127.0.0.1:7, TLS, AUTO, 7",
    "mtls:proto[binary]:tag[services]:127.0.0.1:7, MUTUAL_TLS, BINARY, 7",
    "proto[ascii]:tag_tools_:127.0.0.1:7, DEFAULT, TEXT, 7",
    "proto[negotiating]:[::1], DEFAULT, AUTO, 1",
    "tag_x_:[::1]:9, DEFAULT, AUTO, 9",
  })
  void prefixes_areMemcacheds(String text, Encryption encryption, Protocol protocol, int port) {
    ListenAddress address = parse(text, 1).get(0);
    assertThat(address.encryption()).isEqualTo(encryption);
    assertThat(address.protocol()).isEqualTo(protocol);
    assertThat(address.address().getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "-p 70000, -p 70000",
    "-m 1, -m 1: give from 2 to 16777216 megabytes",
    "-m 1y, '-m 1y: give megabytes, such as 64, or a size'",
    "-c 0, -c 0",
    "-t 0, -t 0",
    "-U 11211, -U 11211",
    "-a 999, -a 999",
    "-p 0, -p 0",
    "--transport tin, --transport tin",
    "-o idle_timeout=x, idle_timeout=x",
    "--nonsense, nonsense",
    "-I 10, -I 10: give from 1k to 1g",
    "--trasport nio, did you mean '--transport'",
    "-m, -m needs a value: -m MB",
    "--config /tmp, /tmp is a directory",
    "--engine nowhere, nowhere",
  })
  void invalidOption_exitsWithTwoAndOneLine(String args, String named) {
    StringWriter err = new StringWriter();
    int exit = Main.run(args.split(" "), new PrintWriter(err), new PrintWriter(err, true));
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).startsWith("memotor: ").contains(named).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "memory = 1, -m 1: give from 2",
    "memory = x, -m x: give megabytes",
    "threads = many, -t many: give a whole number",
    "no-evict = perhaps, -M perhaps: give true or false",
    "max-item-size = 3, give from 1k",
    "counters-max = -1, --counters-max -1",
    "slow-threshold = soon, 500us",
    "log-format = xml, --log-format xml",
    "transport = tin, --transport tin",
    "engine = nowhere, nowhere",
    "extended = idle_timeout=x, idle_timeout=x",
  })
  void invalidValueInFile_isReportedWithFileAndLine(String line, String named) throws IOException {
    Path file = Files.writeString(directory.resolve("m.conf"), "# comment\nport = 0\n" + line);
    StringWriter err = new StringWriter();
    String[] args = {"--config", file.toString(), "-p", "-1", "--admin", "none"};
    int exit = Main.run(args, Map.of(), new PrintWriter(err), new PrintWriter(err, true));
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("memotor: --config " + file + " line 3: ")
        .contains(named)
        .doesNotContain("\tat ");
  }

  @Test
  void invalidValue_isReportedWithItsSource() throws IOException {
    Path file = Files.writeString(directory.resolve("m.conf"), "memory = 1\nconnections = 0\n");
    String[] given = {"--config", file.toString(), "-m", "0"};
    assertThat(failure(given, Map.of())).startsWith("memotor: -m 0: ");
    assertThat(failure(new String[] {"--memory=x", "--config", file.toString()}, Map.of()))
        .startsWith("memotor: -m x: ");
    assertThat(failure(new String[] {"--config", file.toString()}, Map.of("MEMOTOR_MEMORY", "0")))
        .startsWith("memotor: MEMOTOR_MEMORY in the environment: -m 0: ");
  }

  private static String failure(String[] args, Map<String, String> environment) {
    StringWriter err = new StringWriter();
    Main.run(args, environment, new PrintWriter(err), new PrintWriter(err, true));
    return err.toString();
  }

  @Test
  void moreMemoryThanTheJvmAllows_isRefused() {
    // Unless it is set, direct memory may be as large as the heap.
    long most = Runtime.getRuntime().maxMemory() >> 20;
    assertThat(failure(new String[] {"-m", Long.toString(most + 1)}, Map.of()))
        .startsWith(
            "memotor: -m "
                + (most + 1)
                + ": the JVM allows only "
                + most
                + " MB of direct memory; lower -m, or raise -XX:MaxDirectMemorySize in"
                + " MEMOTOR_JAVA_OPTS");
  }

  @Test
  void unknownVariables_areReported_exceptForeignOnes() {
    Map<String, String> environment =
        Map.of(
            "MEMOTOR_MEMROY", "512",
            "MEMOTOR_NONSENSE", "1",
            "MEMOTOR_MEMORY_LIMIT", "64",
            "MEMOTOR_JAVA_OPTS", "-Xint",
            "MEMOTOR_SERVICE_HOST", "10.0.0.1",
            "MEMOTOR_PORT_11211_TCP_ADDR", "10.0.0.1",
            "MEMOTOR_PORT", "tcp://10.0.0.1:11211",
            "PATH", "/bin");
    OptionSources sources = OptionSources.of(new String[0], environment, line.getCommandSpec());
    assertThat(sources.unknownVariables(line.getCommandSpec()))
        .containsExactly(
            "MEMOTOR_MEMROY in the environment is not an option; did you mean 'MEMOTOR_MEMORY'?",
            "MEMOTOR_NONSENSE in the environment is not an option");
    assertThat(option("-p", environment)).isEqualTo("11211");
  }

  @ParameterizedTest
  @CsvSource({
    "--transport epol, did you mean 'epoll'?",
    "-B asci, did you mean 'ascii'?",
    "-o idle_timeuot=1, did you mean 'idle_timeout'?",
    "-e /mnt/cache/file, a path needs an engine before it",
  })
  void invalidValues_getSuggestions(String args, String suggestion) {
    assertThat(failure(args.split(" "), Map.of())).contains(suggestion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      textBlock =
          """
          engines --plugin x > there is no option '--plugin'; did you mean '--plugins'?
          engines --rubbish > there is no option '--rubbish'; 'memotor engines --help' lists all options
          engines nope > there is no engine 'nope'; there are:
          """)
  void subcommands_reportAsTheServerDoes(String args, String message) {
    assertThat(failure(args.split(" "), Map.of())).startsWith("memotor engines: " + message);
  }

  @Test
  void inheritedSockets_belongToThisProcess() {
    Map<String, String> two = Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77");
    assertThat(InheritedSockets.of(two, 77)).containsExactly(3, 4);
    assertThat(InheritedSockets.of(two, 78)).isEmpty();
    assertThat(InheritedSockets.of(Map.of(), 77)).isEmpty();
    assertThatThrownBy(() -> InheritedSockets.of(Map.of("LISTEN_FDS", "x", "LISTEN_PID", "77"), 77))
        .hasMessage("LISTEN_FDS x: give the number of sockets");
  }

  @Test
  void startFailures_showStackTraceOnlyForBugs() {
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(err, true);
    assertThat(StartFailures.report(new ConfigurationException("wrong"), "memotor", out))
        .isEqualTo(2);
    assertThat(
            StartFailures.report(
                new EngineException(EngineException.Kind.CORRUPT, "corrupt"), "memotor", out))
        .isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("memotor: wrong", "memotor: corrupt");
    assertThat(StartFailures.report(new IllegalStateException("fault"), "memotor", out))
        .isEqualTo(1);
    assertThat(err.toString()).contains("please report", "\tat ");
  }
}
