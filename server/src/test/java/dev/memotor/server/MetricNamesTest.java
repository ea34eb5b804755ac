package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.fixture.AdminClient;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The metrics that dashboards query exist, with these names and labels. */
final class MetricNamesTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern NAME = Pattern.compile("\\b(?:memcached|memotor|jvm)_[a-z0-9_]+");

  /** Of a query: a name, and the labels that it chooses by. */
  private static final Pattern CHOSEN = Pattern.compile("\\b([a-z]+_[a-z0-9_]+)\\{([^}]*)\\}");

  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\\\\?\"([^\"\\\\]*)\\\\?\"");

  /** A choice by the name itself. */
  private static final Pattern NAME_LIKE = Pattern.compile("__name__=~\\\\?\"([^\"\\\\]+)");

  /**
   * All metrics of memcached_exporter, except those for extstore, segmented LRU, the LRU crawler,
   * the page mover, the proxy and the pid file.
   */
  private static final String EXPORTER =
      """
      accepting_connections commands_total connections_listener_disabled_total
      connections_rejected_total connections_total connections_yielded_total current_bytes
      current_connections current_items item_no_memory_total
      item_too_large_total items_evicted_total items_reclaimed_total items_total limit_bytes
      malloced_bytes max_connections process_system_cpu_seconds_total
      process_user_cpu_seconds_total read_bytes_total
      slab_chunk_size_bytes slab_chunks_free slab_chunks_free_end slab_chunks_per_page
      slab_chunks_used slab_commands_total slab_current_chunks
      slab_current_items slab_current_pages
      slab_items_evicted_total slab_items_outofmemory_total slab_items_reclaimed_total
      slab_mem_requested_bytes time_seconds
      up uptime_seconds version written_bytes_total
      """;

  private static TestServer server;
  private static String metrics;

  /** Names with which a line of the page begins. */
  private static Set<String> served;

  @BeforeAll
  static void start() {
    server = TestServer.with().admin(MonitoringConfig.local()).start();
    WireClient client = server.connect();
    client.send("set n 0 0 1\r\n1\r\nincr n 1\r\ndecr n 1\r\nget n none\r\ndelete none\r\n");
    client.readThrough("NOT_FOUND\r\n");
    metrics = new AdminClient(server.server().adminAddress()).get("/metrics");
    served =
        metrics
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesOfTheExporter_areAllServed() {
    for (String name : EXPORTER.split("\\s+", -1)) {
      if (!name.isEmpty()) {
        assertThat(served).contains("memcached_" + name);
      }
    }
  }

  @Test
  void dashboard_asksOnlyForWhatIsServed() throws IOException {
    String dashboard = Files.readString(DOCS.resolve("grafana-dashboard.json"));
    String queries =
        dashboard
            .lines()
            .filter(line -> line.contains("\"expr\"") || line.contains("label_values("))
            .collect(Collectors.joining("\n"));
    assertThat(answers(queries)).hasSizeGreaterThan(15);
  }

  @Test
  void queriesOfTheDocs_askOnlyForWhatIsServed() throws IOException {
    String page = Files.readString(DOCS.resolve("monitoring.md"));
    String exporter = page.substring(page.indexOf("| Panel | Query |"));
    assertThat(answers(exporter)).hasSizeGreaterThan(15);
  }

  @Test
  void namesInTheDocs_areServed() throws IOException {
    String page = Files.readString(DOCS.resolve("monitoring.md"));
    // The examples name counters of their users.
    Matcher name =
        NAME.matcher(
            page.replaceAll("(?m)^    .*$", "")
                .replaceAll("memotor_(count|added|taken)_\\w+|memcached_exporter", ""));
    int named = 0;
    while (name.find()) {
      named++;
      // A histogram is called by what its lines begin with.
      assertThat(served).containsAnyOf(name.group(), name.group() + "_count");
    }
    assertThat(named).isGreaterThan(20);
  }

  /** Checks that each name is served, and returns them. */
  private static Set<String> answers(String queries) {
    Set<String> asked = new TreeSet<>();
    Matcher like = NAME_LIKE.matcher(queries);
    while (like.find()) {
      Pattern wanted = Pattern.compile(like.group(1));
      assertThat(served).as(like.group()).anyMatch(name -> wanted.matcher(name).matches());
    }
    Matcher name = NAME.matcher(like.reset().replaceAll(""));
    while (name.find()) {
      asked.add(name.group());
    }
    assertThat(served).containsAll(asked);
    Matcher chosen = CHOSEN.matcher(queries);
    while (chosen.find()) {
      Matcher label = LABEL.matcher(chosen.group(2));
      while (label.find()) {
        if (!label.group(2).startsWith("$")) {
          String written = label.group(1) + "=\"" + label.group(2) + "\"";
          assertThat(metrics.lines())
              .as(chosen.group())
              .anyMatch(line -> line.startsWith(chosen.group(1) + "{") && line.contains(written));
        }
      }
    }
    return asked;
  }
}
