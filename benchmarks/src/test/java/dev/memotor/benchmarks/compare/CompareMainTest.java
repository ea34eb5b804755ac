package dev.memotor.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class CompareMainTest {

  @Test
  void namesThereAre_areThoseOfTheContenders() {
    Contenders contenders = new Contenders(Path.of("."), List.of(), 64);
    assertThat(Contenders.NAMES)
        .containsAll(contenders.all().stream().map(Contender::name).toList())
        .containsAll(contenders.ofTenTimesTheMemory().stream().map(Contender::name).toList());
  }

  @ParameterizedTest
  @CsvSource({"--only, redis-raw", "--workloads, multiget"})
  void unknownNames_areRefused_withThoseThereAre(String option, String known) {
    StringWriter said = new StringWriter();
    int exit =
        new CommandLine(new CompareMain())
            .setErr(new PrintWriter(said, true))
            .execute("--home", ".", option, "nothing");
    assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(said.toString()).contains(option + " nothing").contains(known);
  }
}
