package dev.memotor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class CompareMainTest {

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
