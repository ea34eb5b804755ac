package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteRun;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class LeftoversTest {

  @Test
  void finishedRun_leavesNoItems() throws IOException {
    try (EmbeddedMemotor memotor = EmbeddedMemotor.over("memory")) {
      ConformanceSuite quick = ConformanceSuite.load().select(subject -> subject.waits().isZero());
      List<CaseOutcome> outcomes =
          new SuiteRun(memotor.target().withFlushAllowed(false), outcome -> {}).run(quick);
      assertThat(outcomes)
          .filteredOn(outcome -> outcome.status() == CaseOutcome.Status.PASSED)
          .hasSizeGreaterThan(1000);
      assertThat(stats(memotor)).contains("STAT curr_items 0");
    }
  }

  private static List<String> stats(EmbeddedMemotor memotor) throws IOException {
    List<String> lines = new ArrayList<>();
    try (WireClient client = WireClient.connect(memotor.address(), Duration.ofSeconds(10))) {
      client.send("stats\r\n");
      for (String line = client.readLine(); !line.equals("END"); line = client.readLine()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
