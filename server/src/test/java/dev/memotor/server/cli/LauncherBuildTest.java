package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.fixture.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/memotor} in a checkout, which it builds, and its class archive, with a fake Maven and
 * a fake Java.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
final class LauncherBuildTest {

  private static final String BUILDS =
      "echo run >>\"$TEST/builds\"; mkdir -p distribution/target/lib;"
          + " : >distribution/target/lib/memotor.jar";

  /** Prints its arguments; creates a class archive as {@code $TEST/warm-up} says. */
  private static final String JAVA =
      "for a in \"$@\"; do case $a in -XX:ArchiveClassesAtExit=*) archive=${a#*=} ;; esac; done\n"
          + "if [ -n \"${archive-}\" ]; then . \"$TEST/warm-up\"; exit; fi\n"
          + "printf '%s\\n' \"$@\"";

  private static final String WAITS = "while [ ! -e \"$TEST/go\" ]; do sleep 0.02; done;";

  @TempDir private Path directory;

  private final List<Process> started = new ArrayList<>();
  private Path home;
  private Path workingDirectory;

  @BeforeEach
  void checkOut() throws IOException {
    home = directory.resolve("home");
    workingDirectory = Files.createDirectories(directory.resolve("cwd"));
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("server/src/main/java"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("server/pom.xml"), "<project/>");
    Files.copy(Path.of("..", "bin", "memotor"), home.resolve("bin/memotor"));
    executable(home.resolve("bin/memotor"), Files.readString(home.resolve("bin/memotor")));
    executable(directory.resolve("java/bin/java"), "#!/bin/sh\n" + JAVA);
    executable(directory.resolve("java/bin/javac"), "#!/bin/sh");
    Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Files.writeString(directory.resolve("warm-up"), "echo classes >\"$archive\"");
    maven(BUILDS);
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private void maven(String script) throws IOException {
    executable(directory.resolve("path/mvn"), "#!/bin/sh\n" + script);
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path output(int number) {
    return directory.resolve("output-" + number);
  }

  private Process begin(boolean archives, String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(List.of(home.resolve("bin/memotor").toString(), "-v"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output(started.size()).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MEMOTOR_"));
    builder.environment().put("JAVA_HOME", directory.resolve("java").toString());
    builder.environment().put("TEST", directory.toString());
    builder
        .environment()
        .merge("PATH", directory.resolve("path").toString(), (path, ours) -> ours + ":" + path);
    if (!archives) {
      builder.environment().put("MEMOTOR_CLASS_ARCHIVE", "off");
    }
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private record Outcome(int status, List<String> lines) {

    List<String> said() {
      return lines.stream().filter(line -> line.startsWith("memotor: ")).toList();
    }

    boolean started() {
      return status == 0 && lines.contains("-jar");
    }
  }

  private Outcome end(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), lines(output(started.indexOf(process))));
  }

  private Outcome launch(boolean archives) throws Exception {
    return end(begin(archives));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitLine(Process process, String part) {
    Path output = output(started.indexOf(process));
    Await.until(part, () -> lines(output).stream().anyMatch(line -> line.contains(part)));
  }

  private int builds() {
    return lines(directory.resolve("builds")).size();
  }

  private List<String> archives() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("distribution/target/lib"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".jsa"))
          .toList();
    }
  }

  @Test
  void firstStart_buildsOnce() throws Exception {
    Outcome first = launch(false);
    assertThat(first.started()).isTrue();
    assertThat(first.said())
        .singleElement()
        .asString()
        .startsWith("memotor: building for the first time")
        .endsWith("distribution/target/build.log");
    assertThat(launch(false).said()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "others may have no flock")
  void concurrentStarts_buildOnce() throws Exception {
    maven(WAITS + BUILDS);
    Process first = begin(false);
    awaitLine(first, "building for the first time");
    Process second = begin(false);
    awaitLine(second, "another memotor is building here; waiting for it");
    Files.createFile(directory.resolve("go"));
    assertThat(end(first).started()).isTrue();
    assertThat(end(second).started()).isTrue();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void missingCompiler_isReported() throws Exception {
    Files.delete(directory.resolve("java/bin/javac"));
    Outcome outcome = launch(false);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .contains("is a runtime without a compiler; building needs a JDK 17 or newer");
    assertThat(builds()).isZero();
  }

  @Test
  void oldJava_isReportedBeforeBuilding() throws Exception {
    Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    Outcome outcome = launch(false);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .contains("is version 1.8.0_402; memotor needs Java 17 or newer");
    assertThat(builds()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void foreignCheckout_isReported() throws Exception {
    Files.createDirectories(home.resolve("distribution/target"));
    String[] asAnother = {};
    if ("root".equals(System.getProperty("user.name"))) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      asAnother = new String[] {"setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"};
    } else {
      Files.setPosixFilePermissions(
          home.resolve("distribution/target"), PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    Outcome outcome = end(begin(false, asAnother));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .startsWith("memotor: must build first, and cannot write to " + home + ", which belongs to")
        .endsWith("build as that user: " + home + "/bin/memotor --version");
  }

  @Test
  void failedBuild_showsErrorsOfMaven() throws Exception {
    maven("echo '[INFO] much'; echo '[ERROR] no such symbol'; exit 1");
    Outcome outcome = launch(false);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.lines()).contains("[ERROR] no such symbol").doesNotContain("[INFO] much");
    assertThat(outcome.said().get(1)).contains("the build failed; the full log is");
    maven("exit 3");
    assertThat(launch(false).said().get(1)).contains("/mvn exited with status 3 and no output");
    maven(BUILDS);
    assertThat(launch(false).started()).isTrue();
  }

  @Test
  void killedLauncher_rebuildsEverything() throws Exception {
    Path half = home.resolve("server/target/classes/Half.class");
    maven("mkdir -p \"${0%/path/mvn}/home/server/target/classes\"; : >" + half + "; exec sleep 60");
    Process killed = begin(false);
    Await.until("the build has begun", () -> Files.exists(half));
    ProcessHandle building =
        killed
            .descendants()
            .filter(
                process ->
                    process.info().arguments().map(List::of).orElse(List.of()).contains("60"))
            .findFirst()
            .orElseThrow();
    killed.destroy();
    assertThat(end(killed).status()).isEqualTo(130);
    assertThat(building.isAlive()).isFalse();
    maven(BUILDS);
    Outcome next = launch(false);
    assertThat(next.started()).isTrue();
    assertThat(next.said().toString())
        .contains("the last build was interrupted; rebuilding everything")
        .doesNotContain("failed");
    assertThat(half).doesNotExist();
    assertThat(launch(false).said()).isEmpty();
  }

  @Test
  void killedMaven_isNotAFailedBuild() throws Exception {
    maven("kill -KILL $$");
    Outcome killed = launch(false);
    assertThat(killed.status()).isEqualTo(1);
    assertThat(killed.said().get(1)).contains("interrupted: Maven was killed by signal 9");
    assertThat(killed.said().toString()).doesNotContain("failed");
    maven(BUILDS);
    assertThat(launch(false).started()).isTrue();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "others may have no flock")
  void startDuringArchiving_usesNoArchive() throws Exception {
    launch(false);
    Files.writeString(
        directory.resolve("warm-up"),
        "echo half >\"$archive\";" + WAITS + "echo all >\"$archive\"");
    Process first = begin(true);
    Await.until("the archive is being written", () -> builds() == 1 && halfWritten());
    Outcome second = launch(true);
    assertThat(second.started()).isTrue();
    assertThat(second.said())
        .containsExactly(
            "memotor: another memotor is preparing faster starts; this one starts without");
    assertThat(second.lines()).noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    Files.createFile(directory.resolve("go"));
    assertThat(end(first).lines()).anyMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    Outcome third = launch(true);
    assertThat(third.said()).isEmpty();
    assertThat(third.lines()).anyMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    assertThat(archives()).containsExactly("memotor-java-17.0.1.jsa");
  }

  private boolean halfWritten() {
    try {
      return !archives().isEmpty()
          && archives().stream().anyMatch(name -> name.matches(".*jsa\\.\\d+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void crashDuringArchiving_leavesStartsWorking() throws Exception {
    Files.writeString(directory.resolve("warm-up"), "echo half >\"$archive\"; kill -ABRT $$");
    Outcome first = launch(true);
    assertThat(first.started()).isTrue();
    assertThat(first.lines()).noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    Outcome second = launch(true);
    assertThat(second.said()).isEmpty();
    assertThat(second.lines()).noneMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    assertThat(archives()).containsExactly("memotor-java-17.0.1.jsa");
    assertThat(workingDirectory).isEmptyDirectory();
  }

  @Test
  void launcherKilledDuringArchiving_leavesNothingBehind() throws Exception {
    launch(false);
    Files.writeString(directory.resolve("warm-up"), "echo half >\"$archive\"; exec sleep 60");
    Process killed = begin(true);
    Await.until("the archive is being written", this::halfWritten);
    List<ProcessHandle> writers = killed.descendants().toList();
    killed.destroyForcibly().waitFor();
    Files.writeString(directory.resolve("warm-up"), "echo all >\"$archive\"");
    Outcome next = launch(true);
    writers.forEach(ProcessHandle::destroyForcibly);
    assertThat(next.lines()).anyMatch(line -> line.startsWith("-XX:SharedArchiveFile"));
    assertThat(archives()).containsExactly("memotor-java-17.0.1.jsa");
  }

  @Test
  void crashReport_goesAmongTemporaryFiles() throws Exception {
    assertThat(launch(false).lines())
        .anyMatch(line -> line.matches("-XX:ErrorFile=/.*/memotor-crash-%p\\.log"));
  }
}
