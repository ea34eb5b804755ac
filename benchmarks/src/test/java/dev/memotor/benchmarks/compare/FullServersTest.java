package dev.memotor.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.benchmarks.launch.TestMemotor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory and pauses of a real server, in little. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("slow")
final class FullServersTest {

  private static final Contender MEMOTOR =
      new Contender(
          "memory",
          "memotor memory",
          Workload.Column.MEMORY,
          false,
          directory -> List.of(TestMemotor.start(directory, "-m", "2")));

  /** More than fit in two megabytes. */
  private static final Plan PLAN = Plan.smoke(List.of()).with(1, Duration.ofMillis(200), 60_000);

  private final PrintWriter log = new PrintWriter(new StringWriter());

  @TempDir private Path directory;

  @Test
  void footprint() throws Exception {
    Footprints footprints = new Footprints(PLAN, directory, log);
    Footprint few = Footprint.ALL.get(0).of(1000);
    footprints.run(few, List.of(MEMOTOR), new Deadline(Duration.ofMinutes(1)));
    assertThat(footprints.hasErrors()).isFalse();
    assertThat(footprints.bytes().get(few).get("memory")).isGreaterThan(10 << 20);
  }

  @Test
  void pauseOfAServerThatEvicts() throws Exception {
    Pauses pauses = new Pauses(PLAN, directory, log);
    pauses.run(List.of(MEMOTOR), new Deadline(Duration.ofMinutes(1)));
    assertThat(pauses.hasErrors()).isFalse();
    assertThat(pauses.byName()).containsOnlyKeys("memory");
    assertThat(pauses.byName().get("memory").evicted()).isTrue();
    assertThat(pauses.byName().get("memory").silence()).isPositive();
  }

  @Test
  void nothingBeginsAfterTheDeadline() throws Exception {
    Deadline over = new Deadline(Duration.ofNanos(-1));
    Footprints footprints = new Footprints(PLAN, directory, log);
    footprints.run(Footprint.ALL.get(0), List.of(MEMOTOR), over);
    Pauses pauses = new Pauses(PLAN, directory, log);
    pauses.run(List.of(MEMOTOR), over);
    assertThat(footprints.bytes()).isEmpty();
    assertThat(pauses.byName()).isEmpty();
    assertThat(over.hasCutShort()).isTrue();
  }
}
