package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.cases.ConformanceSuite;
import dev.memotor.conformance.cases.ConformanceTarget;
import dev.memotor.conformance.run.SuiteRun;
import dev.memotor.conformance.wire.Receiver;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.conformance.wire.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases for servers started with certain options: each set of options gets a separate server,
 * and its cases are the tests of a container.
 */
@Tag("slow")
abstract class StartedConformanceBase {

  /** The placeholder in a case for the file of users. */
  private static final String USERS_FILE = "USERS";

  /** The users that cases refer to. */
  private static final String USERS = "ana:secret\nbob:two words\n";

  /** The option that lets a client end the server. */
  private static final String SHUTDOWN = "-A";

  /** How many servers run at a time. */
  private static final int SERVERS = 4;

  @TempDir private Path directory;

  /** Starts the server with these options; null if that server is not installed. */
  abstract StartedServer start(Path place, List<String> options) throws Exception;

  /** The memcached release the server is judged as. */
  abstract ServerVersion level();

  /** Which of {@code cases/deviations.txt} the server declares. */
  abstract Set<String> deviations();

  /** Which of the cases with options apply to this server. */
  boolean concerns(String options) {
    return !options.isEmpty();
  }

  @TestFactory
  Stream<DynamicNode> started() throws Exception {
    ConformanceSuite suite = ConformanceSuite.load();
    Files.writeString(usersFile(), USERS);
    // Mostly waiting: for a server to start, or for time to pass.
    ExecutorService pool = Executors.newFixedThreadPool(SERVERS);
    List<Future<DynamicNode>> runs =
        suite.startOptions().stream()
            .filter(this::concerns)
            .map(options -> pool.submit(() -> run(suite, options)))
            .toList();
    pool.shutdown();
    List<DynamicNode> nodes = new ArrayList<>();
    for (Future<DynamicNode> run : runs) {
      DynamicNode node = run.get();
      if (node == null) {
        return Stream.empty();
      }
      nodes.add(node);
    }
    if (concerns(SHUTDOWN)) {
      for (String command : List.of("shutdown", "shutdown graceful")) {
        nodes.add(
            DynamicTest.dynamicTest("-A: " + command + " ends it", () -> assertEndedBy(command)));
      }
    }
    return nodes.stream();
  }

  /** Returns null if that server is not installed. */
  private DynamicNode run(ConformanceSuite suite, String options) throws Exception {
    try (StartedServer server = start(place(options), arguments(options))) {
      return server == null
          ? null
          : DynamicContainer.dynamicContainer(options, run(suite, options, server));
    }
  }

  private List<DynamicNode> run(ConformanceSuite suite, String options, StartedServer server) {
    ConformanceTarget target =
        ConformanceTarget.of(server.address())
            .withTimeout(Duration.ofSeconds(10))
            .withLevel(level())
            .withDeviations(deviations())
            .withFlushAllowed(true)
            .withStarted(options);
    ConformanceSuite applicable = suite.select(c -> target.whyNotApplicable(c).isEmpty());
    return ConformanceTestBase.grouped(new SuiteRun(target, outcome -> {}).run(applicable));
  }

  /** Not a case: a server can shut down only once, and that shows outside of any protocol. */
  private void assertEndedBy(String command) throws Exception {
    try (StartedServer server = start(place(command), arguments(SHUTDOWN));
        WireClient client = WireClient.connect(server.address(), Duration.ofSeconds(10))) {
      client.send("mn\r\n" + command + "\r\nmn\r\n");
      assertThat(client.readLine()).isEqualTo("MN");
      new Receiver(client).expectClosed();
      assertThat(server.exitStatus()).isZero();
    }
  }

  private List<String> arguments(String options) {
    List<String> arguments = new ArrayList<>();
    for (String word : options.split(" ")) {
      arguments.add(word.equals(USERS_FILE) ? usersFile().toString() : word);
    }
    return arguments;
  }

  private Path usersFile() {
    return directory.resolve("users");
  }

  private Path place(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name.replaceAll("\\W+", "_")));
  }
}
