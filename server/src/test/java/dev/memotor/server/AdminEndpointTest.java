package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.MonitoringConfig.Admin;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.fixture.AdminClient;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.KeyedEngine;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class AdminEndpointTest {

  private final TestServer server = TestServer.with().admin(MonitoringConfig.local()).start();
  private final AdminClient admin = new AdminClient(server.server().adminAddress());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void counts_areOnThePageWithinTwoSeconds() {
    WireClient client = server.connect();
    AtomicInteger count = new AtomicInteger();
    // A machine may be too busy for it now and then, but not always.
    Await.until(
        "a count within two seconds",
        () -> {
          int value = count.incrementAndGet();
          assertThat(client.send("ma clock N0 J1 v\r\n").readThrough("\r\n" + value + "\r\n"))
              .startsWith("VA ");
          long counted = System.nanoTime();
          Await.until("the count", () -> admin.get("/data").contains("\"value\":" + value + ","));
          return System.nanoTime() - counted < TimeUnit.SECONDS.toNanos(2);
        });
  }

  @Test
  void countsOfAClient_areMetricsAndOnThePage() {
    WireClient client = server.connect();
    client.send("set page.views 0 0 1\r\n0\r\nincr page.views 1\r\nincr page.views 2\r\n");
    assertThat(client.readThrough("3\r\n")).isEqualTo("STORED\r\n1\r\n3\r\n");
    Await.until("the key on the page", () -> admin.get("/data").contains("\"key\":\"page.views\""));
    Await.until("the count on the page", () -> admin.get("/data").contains("\"value\":3,"));
    assertThat(admin.get("/metrics"))
        .contains("memotor_added_page_views_total{key=\"page.views\"} 3.0\n")
        .contains("memotor_count_page_views{key=\"page.views\"} 3.0\n")
        .contains("memcached_commands_total{command=\"incr\",status=\"hit\"} 2.0\n")
        .contains("memotor_command_duration_seconds_count{command=\"count\"} 2\n");
  }

  @Test
  void totals_surviveDecrDeletionAndAnewStart() {
    WireClient client = server.connect();
    client.send("set a 0 0 2\r\n10\r\nincr a 5\r\ndecr a 4\r\ndelete a\r\nma a N0 J3 v\r\n");
    assertThat(client.readThrough("VA 1\r\n")).endsWith("DELETED\r\nVA 1\r\n");
    assertThat(client.readLine()).isEqualTo("3\r\n");
    assertThat(admin.get("/counters"))
        .contains("{\"key\":\"a\",\"name\":\"a\",\"labels\":{},\"value\":3,")
        .contains("\"added\":8,\"taken\":4}");
  }

  @Test
  void metrics_areWellFormedInBothForms_whateverTheKeys() {
    WireClient client = server.connect();
    String longKey = "k".repeat(250);
    String[] keys = {
      "quote\"", "back\\slash", "\u00ff\u00c3", longKey, "a.b", "a-b", "0", "é|l=\"\\"
    };
    for (String key : keys) {
      client.send("ma " + key + " N0 J1\r\n");
      assertThat(client.readLine()).isEqualTo("HD\r\n");
    }
    // A line feed, by way of base64.
    client.send("ma YQpi b N0 J1\r\n");
    assertThat(client.readLine()).isEqualTo("HD\r\n");
    checkSamples(admin.get("/metrics"), keys.length + 1);
    String open = admin.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0");
    assertThat(open).endsWith("# EOF\n");
    checkSamples(open, keys.length + 1);
  }

  /** Every line is a comment or a sample, no sample comes twice, every counter is there. */
  private static void checkSamples(String page, int counters) {
    Set<String> seen = new HashSet<>();
    int added = 0;
    for (String line : page.split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      assertThat(line)
          .matches(
              "[a-zA-Z_:][a-zA-Z0-9_:]*"
                  + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\x00-\\x1f]|\\\\[\\\\n\"])*\",?)*\\})?"
                  + " (NaN|[+-]?Inf|[-+0-9.eE]+)( [0-9.]+)?");
      assertThat(seen.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      added += line.startsWith("memotor_added_") && !line.contains("_created") ? 1 : 0;
    }
    assertThat(added).isEqualTo(counters);
  }

  @Test
  void queriesOfTheExportersDashboards_areAnswered() {
    WireClient client = server.connect();
    client.send("set a 0 0 1\r\nx\r\n");
    client.readLine();
    String metrics = admin.get("/metrics");
    for (String name :
        new String[] {
          "memcached_up 1.0",
          "memcached_uptime_seconds ",
          "memcached_version{version=\"",
          "memcached_commands_total{command=\"get\",status=\"hit\"} ",
          "memcached_commands_total{command=\"get\",status=\"miss\"} ",
          "memcached_commands_total{command=\"set\",status=\"hit\"} 1.0",
          "memcached_current_bytes ",
          "memcached_limit_bytes ",
          "memcached_current_items ",
          "memcached_items_total ",
          "memcached_items_evicted_total ",
          "memcached_items_reclaimed_total ",
          "memcached_current_connections ",
          "memcached_max_connections ",
          "memcached_connections_total ",
          "memcached_read_bytes_total ",
          "memcached_written_bytes_total ",
          "memcached_malloced_bytes ",
          "memcached_slab_current_items{slab=\"1\"} ",
        }) {
      assertThat(metrics).contains("\n" + name);
    }
  }

  @Test
  void requestsThatAreWrong_getAClearAnswer() {
    assertThat(AdminClient.statusOf(admin.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")))
        .isEqualTo(405);
    assertThat(admin.status("/nothing")).isEqualTo(404);
    assertThat(admin.status("/" + "a".repeat(5000))).isEqualTo(414);
    assertThat(admin.status("/", "A: " + "b".repeat(9000))).isEqualTo(431);
    assertThat(AdminClient.statusOf(admin.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")))
        .isEqualTo(403);
    assertThat(
            AdminClient.statusOf(
                admin.send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n")))
        .isEqualTo(413);
    assertThat(AdminClient.statusOf(admin.send("nonsense\r\n\r\n"))).isEqualTo(400);
  }

  @Test
  void malformedInput_isTheClientsFault_onAllRoutes() {
    String[] routes = {"/", "/data", "/metrics", "/counters", "/health", "/ready", "/page.js"};
    String[] broken = {"?search=%", "?%", "?search=%zz", "?from=%e", "%", "/%2", "?a=%u0041"};
    for (String route : routes) {
      for (String end : broken) {
        assertThat(admin.status(route + end)).as(route + end).isEqualTo(400);
      }
    }
    for (String query :
        new String[] {
          "from=x", "from=-1", "from=9999999999999999", "sort=size", "order=up", "finished=1"
        }) {
      assertThat(admin.status("/data?" + query)).as(query).isEqualTo(400);
    }
    assertThat(admin.get("/data?sort=size")).contains("sort must be one of [key, value, rate,");
    for (String query :
        new String[] {
          "search=%25", "search=%ff%00", "search&search", "key=%0a", "from=99999", "=&&"
        }) {
      assertThat(admin.status("/data?" + query)).as(query).isEqualTo(200);
    }
  }

  @Test
  void page_saysWhichServerItIs() {
    assertThat(admin.get("/data"))
        .contains("\"addresses\":[\"127.0.0.1:" + server.address().getPort() + "\"]")
        .contains("\"version\":\"embedded\",\"engine\":\"custom\",\"failing\":\"\"")
        .contains("\"connections (-c)\":");
    assertThat(admin.get("/metrics"))
        .contains("memotor_info{engine=\"custom\",version=\"embedded\"} 1.0")
        .contains("memotor_max_item_bytes 1048576.0")
        .contains("memotor_engine_answers 1.0");
  }

  @Test
  void whatTheEngineDoesNotKnow_isUnknownRatherThanZero() {
    server.engine().figures(EngineStats.builder().items(7).totalItems(0).build());
    Await.until(
        "the figures",
        () ->
            admin
                .get("/data")
                .contains("\"items\":7,\"bytes\":null,\"evictions\":null,\"expired\":null,"));
    assertThat(admin.get("/metrics"))
        .contains("memcached_current_items 7.0")
        .doesNotContain("memcached_current_bytes", "memcached_items_evicted_total");
  }

  @Test
  void counters_areSorted_andFinishedOnesFolded() {
    WireClient client = server.connect();
    client.send("set a 0 0 1\r\n1\r\nincr a 1\r\nset b 0 0 1\r\n1\r\nincr b 8\r\n");
    client.send("set c 0 0 1\r\n1\r\nincr c 3\r\ndelete c\r\nmn\r\n");
    client.readThrough("MN\r\n");
    Await.until(
        "both values",
        () -> {
          String data = admin.get("/data?sort=value&order=asc");
          return data.contains("\"value\":2,") && data.contains("\"value\":9,");
        });
    assertThat(admin.get("/data?sort=value&order=asc"))
        .containsSubsequence("\"finished\":1", "\"key\":\"a\",\"name\"", "\"key\":\"b\",\"name\"")
        .doesNotContain("\"key\":\"c\",\"name\"");
    assertThat(admin.get("/data?sort=value&order=desc"))
        .containsSubsequence("\"key\":\"b\",\"name\"", "\"key\":\"a\",\"name\"");
    assertThat(admin.get("/data?sort=key&order=desc&finished=yes"))
        .containsSubsequence(
            "\"key\":\"c\",\"name\"", "\"key\":\"b\",\"name\"", "\"key\":\"a\",\"name\"");
  }

  @Test
  void bodyThatIsTooLong_isNotRead() throws IOException {
    long begun = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(server.server().adminAddress());
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(reply).startsWith("HTTP/1.1 413").contains("connection: close");
    }
    // Closed immediately, not after the ten seconds of a connection.
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(9));
  }

  @Test
  void head_hasTheHeadersOnly() {
    String reply = admin.send("HEAD /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 200").contains("content-length: 3").endsWith("\r\n\r\n");
  }

  @Test
  void slowRequest_isClosed() {
    assertThat(admin.send("GET /health HTTP/1.1\r\nHost: ")).isEmpty();
  }

  @Test
  void idleConnections_doNotBlockOthers() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket();
        idle.add(socket);
        socket.connect(server.server().adminAddress());
        socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(admin.status("/data")).isEqualTo(200);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void pageAndItsFiles_areThereAndAskNoOtherHost() {
    String page = admin.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(page).contains("content-security-policy: default-src 'self'").contains("memotor");
    assertThat(page + admin.get("/page.css") + admin.get("/page.js"))
        .doesNotContain("http://", "https://", "//cdn");
    assertThat(admin.get("/chart.js")).contains("Chart.js v4");
    assertThat(admin.status("/ready")).isEqualTo(200);
  }

  @Test
  void token_isAskedForWhereThereIsSomethingToSee(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "a-secret-word\n");
    MonitoringConfig config =
        MonitoringConfig.at(new Admin(new InetSocketAddress("0.0.0.0", 0), false, file));
    try (TestServer open = TestServer.with().admin(config).start()) {
      AdminClient client =
          new AdminClient(
              new InetSocketAddress("127.0.0.1", open.server().adminAddress().getPort()));
      assertThat(client.status("/metrics")).isEqualTo(401);
      assertThat(client.status("/data", "Authorization: Bearer wrong")).isEqualTo(401);
      assertThat(client.status("/data", "Authorization: Bearer a-secret-word")).isEqualTo(200);
      assertThat(client.status("/")).isEqualTo(200);
    }
  }

  @Test
  void start_refusesWhatIsNotRight(@TempDir Path directory) {
    refuses(config("0.0.0.0", 0, null, null), "--admin 0.0.0.0:0", "--admin-token");
    refuses(config("127.0.0.1", 0, directory.resolve("none"), null), "--admin-token", "none");
    refuses(config("127.0.0.1", 0, null, "a[b"), "--counters a[b", "a [ has no ]");
    refuses(config("127.0.0.1", server.address().getPort(), null, null), "--admin 127.0.0.1:");
  }

  @Test
  void defaultAddressThatIsTaken_isDoneWithout() {
    MonitoringConfig config =
        MonitoringConfig.at(new Admin(server.server().adminAddress(), true, null));
    try (TestServer second = TestServer.with().admin(config).start()) {
      assertThat(second.server().adminAddress()).isNull();
    }
  }

  private static MonitoringConfig config(String host, int port, Path token, String counters) {
    return MonitoringConfig.at(new Admin(new InetSocketAddress(host, port), false, token))
        .with(new MonitoringConfig.Counters(counters, 10));
  }

  private static void refuses(MonitoringConfig config, String... parts) {
    try (KeyedEngine engine = new KeyedEngine()) {
      assertThatThrownBy(
              () ->
                  MemotorServer.start(
                      ServerConfig.local().with(config), engine, EngineClock.system()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContainingAll(parts);
    }
  }
}
