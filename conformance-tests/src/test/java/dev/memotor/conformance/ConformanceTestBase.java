package dev.memotor.conformance;

import static org.junit.jupiter.api.Assertions.fail;

import dev.memotor.conformance.cases.ConformanceCase;
import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.run.CaseOutcome;
import dev.memotor.conformance.run.SuiteRun;
import dev.memotor.conformance.wire.ServerVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All cases as dynamic tests against one server: a subclass starts it in {@code @BeforeAll} and
 * says where it is. The suite runs once, cases that wait side by side; then each case is a test
 * that reports its outcome. Cases that do not apply are left out, so that nothing is ever skipped.
 */
abstract class ConformanceTestBase {

  /** Only reached on a very slow machine, or by a server that fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The server, not shared with anything else, because cases flush it; null for no tests. */
  protected abstract InetSocketAddress target();

  /** Which of {@code cases/deviations.txt} the server declares. */
  protected Set<String> deviations() {
    return Set.of();
  }

  /** The memcached release the server is judged as. */
  protected ServerVersion level() {
    return ServerVersion.BASELINE;
  }

  /** The cases to run; a slow server's smoke test may ask for fewer. */
  protected ConformanceSuite suite() {
    return ConformanceSuite.load();
  }

  @TestFactory
  Stream<DynamicNode> conformance() {
    InetSocketAddress address = target();
    if (address == null) {
      return Stream.empty();
    }
    return run(suite(), address, level(), deviations()).stream();
  }

  /** Runs every case that applies; the outcome of each is a test. */
  static List<DynamicNode> run(
      ConformanceSuite suite,
      InetSocketAddress address,
      ServerVersion level,
      Set<String> deviations) {
    ConformanceTarget target =
        ConformanceTarget.of(address)
            .withTimeout(PATIENCE)
            .withLevel(level)
            .withDeviations(deviations)
            .withFlushAllowed(true);
    ConformanceSuite applicable = suite.select(c -> target.whyNotApplicable(c).isEmpty());
    return grouped(new SuiteRun(target, outcome -> {}).run(applicable));
  }

  /** A container for each topic, with a test for each of its cases. */
  static List<DynamicNode> grouped(List<CaseOutcome> outcomes) {
    Map<String, List<DynamicTest>> topics = new LinkedHashMap<>();
    for (CaseOutcome outcome : outcomes) {
      ConformanceCase subject = outcome.subject();
      topics
          .computeIfAbsent(
              subject.protocol().label() + "/" + subject.topic(), t -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(subject.name(), () -> check(outcome)));
    }
    List<DynamicNode> nodes = new ArrayList<>();
    topics.forEach((topic, tests) -> nodes.add(DynamicContainer.dynamicContainer(topic, tests)));
    return nodes;
  }

  private static void check(CaseOutcome outcome) {
    outcome
        .failure()
        .ifPresent(
            failure ->
                fail(outcome.subject().why() + System.lineSeparator() + failure.describe("")));
  }
}
