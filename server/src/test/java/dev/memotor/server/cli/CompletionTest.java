package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** Completion in bash, with a fake memotor that prints the real help pages. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "others may have no bash")
final class CompletionTest {

  private static final Path SCRIPT =
      Path.of("../distribution/src/archive/share/bash-completion/completions/memotor")
          .toAbsolutePath();

  @TempDir private Path directory;

  @BeforeEach
  void install() throws IOException {
    Path memotor = directory.resolve("memotor");
    Files.writeString(memotor, "#!/bin/sh\ncat \"" + directory + "/$*\"\n");
    Files.setPosixFilePermissions(memotor, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String page : List.of("--help", "engines --help", "password --help")) {
      try (PrintWriter file =
          new PrintWriter(directory.resolve(page).toFile(), StandardCharsets.UTF_8)) {
        Main.run(page.split(" "), Map.of(), file, file);
      }
    }
    Files.writeString(
        directory.resolve("engines"),
        "Engines:\n  memory      Items in RAM.\n  redis, rediss\n              In Redis.\n\n'more'\n");
  }

  /** Completes the last word. */
  private List<String> complete(String... words) throws Exception {
    String script =
        "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _memotor;"
            + " printf '%s\\n' \"${COMPREPLY[@]}\"";
    List<String> command = new ArrayList<>(List.of("bash", "-c", script));
    command.add(SCRIPT.toString());
    command.add("memotor");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().merge("PATH", directory.toString(), (path, ours) -> ours + ":" + path);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return output.isEmpty() ? List.of() : output.lines().toList();
  }

  @Test
  void everyOption_isCompleted() throws Exception {
    assertThat(complete("--"))
        .containsExactlyInAnyOrderElementsOf(
            HelpPage.visible(Main.commandLine().getCommandSpec()).stream()
                .map(OptionSpec::longestName)
                .toList());
    assertThat(complete("-v", "--ena"))
        .containsExactlyInAnyOrder("--enable-sasl", "--enable-ssl", "--enable-shutdown");
  }

  @Test
  void commands_andTheirOptions_areCompleted() throws Exception {
    assertThat(complete("e")).containsExactly("engines");
    assertThat(complete("")).contains("engines", "password", "conform", "bench", "help");
    assertThat(complete("help", "pass")).containsExactly("password");
    assertThat(complete("password", "--i")).containsExactly("--iterations");
    assertThat(complete("-v", "e")).isEmpty();
  }

  @Test
  void values_areCompleted() throws Exception {
    assertThat(complete("--transport", "")).containsExactly("auto", "epoll", "io_uring", "nio");
    assertThat(complete("--transport", "=", "e")).containsExactly("epoll");
    assertThat(complete("--log-format", "j")).containsExactly("json");
    assertThat(complete("--ram-tier", "")).containsExactly("on", "off");
    assertThat(complete("-B", "a")).containsExactly("auto", "ascii");
  }

  @Test
  void engines_areCompleted() throws Exception {
    assertThat(complete("-e", "")).containsExactly("memory", "redis", "rediss");
    assertThat(complete("--engine", "=", "re")).containsExactly("redis", "rediss");
    assertThat(complete("engines", "mem")).containsExactly("memory");
  }
}
