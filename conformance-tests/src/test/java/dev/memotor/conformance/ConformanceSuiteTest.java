package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.Framing;
import dev.memotor.conformance.wire.Protocol;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold for the files, whatever server they are run against. */
class ConformanceSuiteTest {

  private final ConformanceSuite suite = ConformanceSuite.load();

  @Test
  void index_namesEveryFileOnce() throws IOException, URISyntaxException {
    Path root = Path.of(ConformanceSuite.class.getResource("/cases/index.txt").toURI()).getParent();
    try (Stream<Path> files = Files.walk(root)) {
      List<String> present =
          files
              .filter(f -> f.toString().endsWith(".case"))
              .map(f -> root.relativize(f).toString().replace('\\', '/'))
              .toList();
      assertThat(ConformanceSuite.resource("index.txt").lines())
          .containsExactlyInAnyOrderElementsOf(present);
    }
  }

  @Test
  void ids_areUnique() {
    assertThat(suite.cases()).extracting(ConformanceCase::id).doesNotHaveDuplicates();
  }

  @Test
  void reasons_sayMoreThanTheReply() {
    assertThat(suite.cases())
        .as("why a server must pass: no status, no reply, and more than three words")
        .noneMatch(c -> c.why().matches("\\d{4}\\b.*|(HD|EN|NF|NS|EX|VA)\\b.*|(\\S+ ?){1,3}"));
  }

  @Test
  void memcapablesTests_exist_underTheirNames() {
    Set<String> names =
        suite.cases().stream()
            .filter(c -> c.topic().equals("memcapable"))
            .map(ConformanceCase::name)
            .collect(Collectors.toSet());
    String operations =
        "version quit set get add replace append prepend incr decr delete flush stat";
    for (String operation : operations.split(" ")) {
      assertThat(names).contains("ascii " + operation, "binary " + operation);
    }
    assertThat(names.stream().filter(n -> !n.contains("since"))).hasSize(54);
  }

  @Test
  void deviations_areDocumented() {
    Set<String> documented = Deviations.load().names();
    for (ConformanceCase candidate : suite.cases()) {
      for (String name : new String[] {candidate.deviation(), candidate.unless()}) {
        if (name != null) {
          assertThat(documented).as(candidate.id()).contains(name);
        }
      }
    }
  }

  @Test
  void casesInBothFramings_runOnlyOnServersThatSpeakBoth() {
    ConformanceTarget text = ConformanceTarget.of(null).withSpoken(Set.of(Framing.TEXT));
    ConformanceTarget both = ConformanceTarget.of(null);
    ConformanceSuite mixed = suite.select(c -> c.framings().size() == 2);
    assertThat(mixed.protocols()).containsExactlyInAnyOrder(Protocol.META, Protocol.BINARY);
    assertThat(mixed.cases()).allMatch(c -> text.whyNotApplicable(c).isPresent());
    assertThat(mixed.cases()).anyMatch(c -> both.whyNotApplicable(c).isEmpty());
    assertThat(suite.cases())
        .filteredOn(c -> c.framings().equals(Set.of(Framing.TEXT)))
        .allMatch(c -> text.whyNotApplicable(c).equals(both.whyNotApplicable(c)));
  }

  @Test
  void waits_areShortEnoughForTheWholeSuite() {
    Duration alone =
        suite.cases().stream()
            .filter(ConformanceCase::exclusive)
            .map(ConformanceCase::waits)
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(alone).isLessThan(Duration.ofSeconds(15));
    assertThat(suite.cases()).allMatch(c -> c.waits().compareTo(Duration.ofSeconds(10)) < 0);
  }
}
