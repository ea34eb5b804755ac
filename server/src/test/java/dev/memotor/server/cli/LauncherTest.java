package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * {@code bin/memotor} with a fake Java that prints its arguments. The launcher reads a few options
 * itself, before there is a JVM: it must understand every spelling that the server does.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
final class LauncherTest {

  @TempDir private Path directory;

  private Path launcher;
  private Path javaHome;

  @BeforeEach
  void install() throws IOException {
    Path home = Files.createDirectories(directory.resolve("home"));
    launcher = home.resolve("bin/memotor");
    Files.createDirectories(launcher.getParent());
    Files.copy(Path.of("..", "bin", "memotor"), launcher);
    makeExecutable(launcher);
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib/memotor.jar"));
    javaHome = java("17.0.1", "printf '%s\\n' \"$@\"");
  }

  private Path java(String version, String script) throws IOException {
    Path java = directory.resolve("java-" + version);
    Files.createDirectories(java.resolve("bin"));
    Path binary = java.resolve("bin/java");
    Files.writeString(binary, "#!/bin/sh\n" + script + "\n");
    makeExecutable(binary);
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return java;
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Outcome(int status, List<String> lines) {
    long heap() {
      return lines.stream()
          .filter(line -> line.matches("-Xmx\\d+m"))
          .mapToLong(line -> Long.parseLong(line.substring(4, line.length() - 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError(lines));
    }
  }

  private Outcome launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return launch(List.of(), environment, arguments);
  }

  private Outcome launch(List<String> prefix, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MEMOTOR_"));
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("MEMOTOR_CLASS_ARCHIVE", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    return new Outcome(process.waitFor(), lines);
  }

  /** Returns what the server makes of a command line. */
  private static long heapOf(Map<String, String> environment, String... arguments) {
    CommandLine line = Main.commandLine();
    String[] read = GetoptArguments.read(arguments, line.getCommandSpec());
    line.setDefaultValueProvider(OptionSources.of(read, environment, line.getCommandSpec()));
    Main.readLikeGetopt(line);
    line.parseArgs(read);
    long memory = line.getCommandSpec().findOption("-m").getValue();
    int largest = line.getCommandSpec().findOption("-I").getValue();
    return "memory".equals(line.getCommandSpec().findOption("-e").getValue())
        ? 160
        : memory * 2 + (largest / (1 << 20) + 1) * 4L + 768;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-m|100",
        "-m100",
        "-m 100",
        "-m|  100",
        "-m|1g",
        "-m1G",
        "-m|2048m",
        "-m|0100",
        "-vm100",
        "-vvm|100|-I2m",
        "-m 100|-I 5m|-c 16384|-v|-u 0",
        "-m|100|-m|200",
        "--memory=100",
        "--memory|100",
        "--memory-limit=100",
        "--memory-limit|100",
        "--memory-l=100",
        "--memory=1g",
        "--max-item-size=5m",
        "--max-item|5m|--memory|100",
        "-I|1048575",
        "-I|1g",
        "-I512k",
        "-l|-m|-m|100",
        "--listen|-m5|-m|100",
        "-e|memory|-m|100|-I|1g",
        "-ememory",
        "--engine=memory",
        "--engine|memory",
        "-e|memory|-e|fs:/tmp/x",
        "-e|fault:memory",
        "--admin|none|-m|100",
        "--no-evict|-m|100",
        "--disable-evictions|--enable-sasl|--verbose|-m|100",
        "-A|-F|-X|-W|-S|-Z|-M|-k|-L|-C|-m|100",
        "-o|modern|--extended=track_sizes|-m|100",
        "-R|250|-B|auto|-f|1.25|-n|48|-D|:|-N|1|-m|100",
        "-Y|file|-P|file|-e|memory|-s|/tmp/s|-a|700|-U|0|-b|9|-t|1|-p|0|-c|5|-m|100",
      })
  void heap_matchesServersOptions(String line) throws Exception {
    String[] arguments = line.isEmpty() ? new String[0] : line.split("\\|");
    assertThat(launch(Map.of(), arguments).heap()).isEqualTo(heapOf(Map.of(), arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "MEMOTOR_MEMORY, 100",
    "MEMOTOR_MEMORY_LIMIT, 1g",
    "MEMOTOR_MAX_ITEM_SIZE, 7m",
    "MEMOTOR_ENGINE, memory",
  })
  void heap_matchesEnvironment(String variable, String value) throws Exception {
    Map<String, String> environment = Map.of(variable, value);
    assertThat(launch(environment).heap()).isEqualTo(heapOf(environment)).isNotEqualTo(904);
    assertThat(launch(environment, "-m", "9", "-I", "9m").heap())
        .isEqualTo(heapOf(environment, "-m", "9", "-I", "9m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory = 100",
        "memory=1g",
        "  memory-limit =  100  ",
        "# memory = 5\nmax-item-size = 3m\nmemory = 300\nlisten = 127.0.0.1",
        "max-item-size=9m",
        "engine = memory",
      })
  void heap_matchesConfigurationFile(String content) throws Exception {
    Path file = Files.writeString(directory.resolve("m.conf"), content);
    long expected = heapOf(Map.of(), "--config", file.toString());
    assertThat(launch(Map.of(), "--config", file.toString()).heap()).isEqualTo(expected);
    assertThat(launch(Map.of(), "--config=" + file).heap()).isEqualTo(expected);
    assertThat(launch(Map.of("MEMOTOR_CONFIG", file.toString())).heap()).isEqualTo(expected);
    assertThat(launch(Map.of(), "-m", "50", "--conf", file.toString()).heap())
        .isEqualTo(heapOf(Map.of(), "-m", "50", "--config", file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-m|x",
        "-m",
        "-m|-5",
        "-I|2g",
        "-I|99999999999m",
        "--config|/tmp",
        "-G",
        "--nope",
        "--memory",
        "-v|--engine"
      })
  void invalidOptions_areLeftToServer(String line) throws Exception {
    assertThat(launch(Map.of(), line.split("\\|")).heap()).isEqualTo(904);
  }

  @Test
  void arguments_arePassedUnchanged() throws Exception {
    List<String> lines = launch(Map.of(), "-m 64", "--engine", "rocksdb:/a b?x=*", "").lines();
    assertThat(lines.subList(lines.size() - 4, lines.size()))
        .containsExactly("-m 64", "--engine", "rocksdb:/a b?x=*", "");
    assertThat(launch(Map.of(), "bench", "-m", "5").heap()).isEqualTo(904);
  }

  @Test
  void oldJava_isReported() throws Exception {
    javaHome = java("11.0.2", "exit 9");
    Outcome outcome = launch(Map.of());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines()).hasSize(1);
    assertThat(outcome.lines().get(0))
        .contains("is version 11.0.2; memotor needs Java 17 or newer");
  }

  @Test
  void tooFewFiles_areReported() throws Exception {
    Outcome outcome =
        launch(List.of("sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""), Map.of(), "-m", "64");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .containsExactly(
            "memotor: only 64 files may be open (ulimit -n), too few to start; raise that to 128 plus"
                + " one per connection");
  }

  @Test
  void missingJava_isReported() throws Exception {
    javaHome = directory.resolve("nowhere");
    Outcome outcome = launch(Map.of());
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .containsExactly(
            "memotor: JAVA_HOME is "
                + javaHome
                + ", which has no bin/java; correct it, or unset it");
  }

  @Test
  void daemon_returnsWhenServerHasStarted() throws Exception {
    javaHome =
        java(
            "21",
            "for a in \"$@\"; do case $a in -Dmemotor.background=*) mark=${a#*=} ;; esac; done\n"
                + "echo listening >&2; echo started >\"$mark\"; exec sleep 5");
    Outcome outcome = launch(Map.of(), "-d", "-P", "pid");
    assertThat(outcome.status()).isZero();
    javaHome = java("22", "echo 'memotor: no' >&2; exit 2");
    outcome = launch(Map.of("MEMOTOR_PID_FILE", "pid"), "--daemon");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines()).containsExactly("memotor: no");
  }

  @Test
  void daemon_staysInForegroundUnderServiceManager() throws Exception {
    Outcome notifying = launch(Map.of("NOTIFY_SOCKET", "/tmp/x"), "-d", "-P", "pid");
    assertThat(notifying.lines()).contains("-d").noneMatch(line -> line.contains("background"));
    // The log is being read, and its process id would be unknown.
    assertThat(launch(Map.of(), "-d").lines()).noneMatch(line -> line.contains("background"));
  }

  @Test
  void unknownUser_isReported() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      // Only root can change the user; for others memcached ignores the option too.
      assertThat(launch(Map.of(), "-u", "nobody-of-this-name").heap()).isEqualTo(904);
      return;
    }
    Outcome outcome = launch(Map.of(), "-u", "nobody-of-this-name");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .containsExactly("memotor: -u nobody-of-this-name: there is no such user");
    javaHome = java("23", "id -u");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(launch(Map.of(), "-u", "12345").lines()).containsExactly("12345");
    assertThat(launch(Map.of("MEMOTOR_USER", "12346")).lines()).containsExactly("12346");
  }
}
