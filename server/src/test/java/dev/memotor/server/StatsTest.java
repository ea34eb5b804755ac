package dev.memotor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.EngineStats;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.fixture.Await;
import dev.memotor.server.fixture.BinaryPacket;
import dev.memotor.server.fixture.TestServer;
import dev.memotor.server.fixture.WireClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stats groups as tools read them: names, order and types. */
final class StatsTest {

  /** Names in memcached's order; others may stand between them. */
  private static final String GENERAL =
      "pid uptime time version libevent pointer_size rusage_user rusage_system max_connections"
          + " curr_connections total_connections rejected_connections connection_structures"
          + " cmd_get cmd_set cmd_flush cmd_touch"
          + " cmd_meta get_hits get_misses get_expired delete_misses delete_hits"
          + " incr_misses incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval touch_hits"
          + " touch_misses store_too_large store_no_memory auth_cmds auth_errors idle_kicks"
          + " bytes_read bytes_written limit_maxbytes accepting_conns listen_disabled_num"
          + " time_in_listen_disabled_us threads conn_yields slab_reassign_rescues"
          + " slab_reassign_chunk_rescues slab_reassign_inline_reclaim slab_reassign_busy_items"
          + " slab_reassign_busy_deletes slab_reassign_busy_nomem slab_reassign_last_busy_status"
          + " slab_reassign_running slabs_moved"
          + " log_watcher_skipped log_watcher_sent log_watchers"
          + " bytes curr_items total_items evictions reclaimed";

  /** Figures of mechanisms that only memcached has: left out rather than 0. */
  private static final String ABSENT =
      "get_flushed hash_power_level hash_bytes lru_crawler_starts"
          + " lru_maintainer_juggles response_obj_count read_buf_count evicted_active moves_to_cold"
          + " crawler_reclaimed direct_reclaims items:1:number_hot items:1:number_warm"
          + " items:1:number_cold items:1:hits_to_cold items:1:tailrepairs items:1:age"
          + " items:1:evicted_unfetched expired_unfetched evicted_unfetched";

  private static final String SETTINGS =
      "maxbytes maxconns tcpport udpport inter verbosity oldest evictions domain_socket umask"
          + " shutdown_command growth_factor chunk_size num_threads num_threads_per_udp"
          + " stat_key_prefix detail_enabled reqs_per_event cas_enabled tcp_backlog"
          + " binding_protocol auth_enabled_sasl auth_enabled_ascii item_size_max maxconns_fast"
          + " hashpower_init slab_reassign slab_automove slab_automove_ratio slab_automove_window"
          + " slab_chunk_max lru_crawler lru_crawler_sleep lru_crawler_tocrawl tail_repair_time"
          + " flush_enabled dump_enabled hash_algorithm lru_maintainer_thread lru_segmented"
          + " hot_lru_pct warm_lru_pct hot_max_factor warm_max_factor temp_lru temporary_ttl"
          + " idle_timeout watcher_logbuf_size worker_logbuf_size read_buf_mem_limit track_sizes"
          + " inline_ascii_response ssl_enabled ssl_chain_cert ssl_key ssl_verify_mode ssl_keyformat"
          + " ssl_ciphers ssl_ca_cert ssl_wbuf_size ssl_session_cache ssl_kernel_tls ssl_min_version";

  private final TestServer server = TestServer.with().idleSeconds(1_000).start();
  private final WireClient client = server.connect();

  @AfterEach
  void close() {
    server.close();
  }

  private Map<String, String> stats(String group) {
    client.send("stats" + (group.isEmpty() ? "" : " " + group) + "\r\n");
    Map<String, String> figures = new LinkedHashMap<>();
    String line = client.readLine();
    while (!line.equals("END\r\n")) {
      assertThat(line).matches("STAT \\S+ \\S+( \\S+)?\r\n");
      String[] words = line.strip().split(" ", 3);
      assertThat(figures.put(words[1], words[2])).as("twice: %s", words[1]).isNull();
      line = client.readLine();
    }
    return figures;
  }

  private static List<String> only(Iterable<String> names, List<String> wanted) {
    List<String> found = new ArrayList<>();
    names.forEach(
        name -> {
          if (wanted.contains(name)) {
            found.add(name);
          }
        });
    return found;
  }

  @Test
  void general_hasNamesOrderAndTypes() {
    Map<String, String> figures = stats("");
    List<String> wanted = List.of(GENERAL.split(" "));
    assertThat(only(figures.keySet(), wanted)).isEqualTo(wanted);
    figures.forEach(
        (name, value) -> {
          switch (name) {
            case "version" -> assertThat(value).matches("\\d+\\.\\d+\\.\\d+");
            case "libevent" -> assertThat(value).doesNotContain(" ");
            case "slab_reassign_last_busy_status" -> assertThat(value).isEqualTo("none");
            case "rusage_user", "rusage_system" -> assertThat(value).matches("\\d+\\.\\d{6}");
            default -> assertThat(value).as(name).matches("\\d+");
          }
        });
    assertThat(Long.parseLong(figures.get("uptime"))).isPositive();
    assertThat(figures).containsEntry("accepting_conns", "1").containsEntry("pointer_size", "64");
  }

  @Test
  void settings_haveNamesOrderAndForms() {
    Map<String, String> figures = stats("settings");
    List<String> wanted = List.of(SETTINGS.split(" "));
    assertThat(only(figures.keySet(), wanted)).isEqualTo(wanted);
    for (String name :
        "cas_enabled flush_enabled lru_crawler dump_enabled ssl_enabled temp_lru".split(" ")) {
      assertThat(figures.get(name)).as(name).isIn("yes", "no");
    }
    assertThat(figures)
        .containsEntry("umask", "700")
        .containsEntry("growth_factor", "1.25")
        .containsEntry("idle_timeout", "1000")
        .containsEntry("domain_socket", "NULL")
        .containsEntry("item_size_max", "1048576")
        .containsEntry("memotor_version", "embedded")
        .containsEntry("engine", "custom");
  }

  @Test
  void itemsAndSlabs_showOneClass_andNoneWithoutItems() {
    assertThat(stats("items")).isEmpty();
    assertThat(stats("slabs"))
        .containsExactly(Map.entry("active_slabs", "0"), Map.entry("total_malloced", "0"));
    server.engine().put("a", new byte[10]);
    assertThat(stats("items")).containsEntry("items:1:number", "1");
    assertThat(stats("items").values()).allMatch(value -> value.matches("\\d+"));
    assertThat(stats("slabs")).containsEntry("active_slabs", "1").containsKey("1:chunk_size");
    assertThat(stats("sizes")).containsExactly(Map.entry("sizes_status", "disabled"));
  }

  @Test
  void unknownFigures_areLeftOut() {
    server.engine().put("a", new byte[10]);
    Map<String, String> all = stats("");
    all.putAll(stats("items"));
    assertThat(all).doesNotContainKeys(ABSENT.split(" "));
    server
        .engine()
        .figures(
            EngineStats.builder()
                .items(3)
                .totalItems(9)
                .detail(EngineStats.AGE, 17)
                .detail(EngineStats.EXPIRED_UNFETCHED, 5)
                .build());
    assertThat(stats(""))
        .containsEntry("curr_items", "3")
        .containsEntry("expired_unfetched", "5")
        .doesNotContainKeys("bytes", "evictions", "reclaimed", "evicted_unfetched");
    assertThat(stats("items"))
        .containsEntry("items:1:age", "17")
        .containsEntry("items:1:expired_unfetched", "5")
        .doesNotContainKeys("items:1:mem_requested", "items:1:evicted");
    assertThat(stats("slabs")).doesNotContainKeys("1:chunk_size", "total_malloced");
  }

  @Test
  void settings_showWhatIsInForce() {
    assertThat(stats("settings")).containsEntry("detail_enabled", "no");
    client.send("stats detail on\r\n").readThrough("OK\r\n");
    assertThat(stats("settings")).containsEntry("detail_enabled", "yes");
    client.send("stats detail off\r\n").readThrough("OK\r\n");
    assertThat(stats("settings")).containsEntry("detail_enabled", "no");
  }

  @Test
  void detailDump_countsCommandsOfTheSamePipeline() {
    WireClient client = server.connect();
    client.send(
        "stats detail on\r\nset p:1 0 0 1\r\nx\r\nget p:1\r\nget p:2\r\nstats detail dump\r\nmn\r\n");
    assertThat(client.readThrough("MN\r\n"))
        .endsWith("PREFIX p get 2 hit 1 set 1 del 0\r\nEND\r\nMN\r\n");
  }

  @Test
  void conns_showListenerAndConnection() {
    assertThat(stats("conns").toString())
        .contains("addr=tcp:127.0.0.1:" + server.address().getPort())
        .contains("listen_addr=tcp:127.0.0.1:" + server.address().getPort())
        .contains("conn_listening")
        .containsPattern("secs_since_last_cmd=\\d");
  }

  @Test
  void counters_followTheCommands_andResetClearsThem() {
    client.send("set a 0 0 1\r\n1\r\nget a\r\nget b\r\nincr a 1\r\nincr b 1\r\ndecr a 1\r\n");
    client.send("touch a 0\r\ntouch b 0\r\ncas a 0 0 1 999\r\nx\r\ncas b 0 0 1 9\r\nx\r\n");
    client.send("delete b\r\ndelete a\r\nmn\r\n");
    client.readThrough("MN\r\n");
    assertThat(stats(""))
        .containsEntry("cmd_get", "2")
        .containsEntry("get_hits", "1")
        .containsEntry("get_misses", "1")
        .containsEntry("cmd_set", "3")
        .containsEntry("incr_hits", "1")
        .containsEntry("incr_misses", "1")
        .containsEntry("decr_hits", "1")
        .containsEntry("cmd_touch", "2")
        .containsEntry("touch_hits", "1")
        .containsEntry("touch_misses", "1")
        .containsEntry("cas_badval", "1")
        .containsEntry("cas_misses", "1")
        .containsEntry("delete_hits", "1")
        .containsEntry("delete_misses", "1");
    client.send("stats reset\r\n");
    assertThat(client.readLine()).isEqualTo("RESET\r\n");
    assertThat(stats("")).containsEntry("cmd_get", "0").containsEntry("delete_hits", "0");
  }

  @Test
  void unknownGroup_isAnError() {
    assertThat(client.send("stats nonsense\r\n").readLine()).isEqualTo("ERROR\r\n");
  }

  @Test
  void binaryStat_sendsAPacketEach_andAnEmptyOneLast() {
    WireClient binary = server.connect();
    binary.send(BinaryPacket.request(0x10).opaque(5).toBytes());
    List<String> names = new ArrayList<>();
    for (BinaryPacket packet = BinaryPacket.read(binary);
        !packet.keyText().isEmpty();
        packet = BinaryPacket.read(binary)) {
      assertThat(packet.status()).isZero();
      assertThat(packet.opaque()).isEqualTo(5);
      names.add(packet.keyText());
    }
    assertThat(names).isEqualTo(new ArrayList<>(stats("").keySet()));
    binary.send(BinaryPacket.request(0x10).key("nonsense").toBytes());
    assertThat(BinaryPacket.read(binary).status()).isEqualTo(1);
  }

  @Test
  void hotKeysAndBigKeys_areShown_andForgottenAtAReset() {
    client.send("set big 0 0 5000\r\n" + "x".repeat(5000) + "\r\nget hot\r\nget hot\r\nmn\r\n");
    client.readThrough("MN\r\n");
    assertThat(stats("hotkeys"))
        .containsEntry("1:key", "hot")
        .containsEntry("1:percent", "66.67")
        .containsEntry("2:key", "big");
    assertThat(stats("bigkeys")).containsEntry("1:key", "big").containsEntry("1:bytes", "5000");
    client.send("stats reset\r\n");
    client.readLine();
    assertThat(stats("hotkeys")).isEmpty();
    assertThat(stats("bigkeys")).isEmpty();
  }

  @Test
  void slowOperation_isShownWithKeyCommandAndTime() {
    client.send("get held:slow\r\n");
    Await.until("the operation", () -> server.engine().held() == 1);
    long from = System.nanoTime();
    Await.until(
        "the threshold to pass",
        () -> System.nanoTime() - from > MonitoringConfig.Keys.DEFAULT.slow().toNanos());
    server.engine().release();
    assertThat(client.readLine()).isEqualTo("END\r\n");
    Map<String, String> slow = stats("slow");
    assertThat(slow)
        .containsEntry("threshold_us", "10000")
        .containsEntry("slow_operations", "1")
        .containsEntry("1:key", "held:slow")
        .containsEntry("1:command", "get")
        .containsEntry("1:operations", "1");
    assertThat(Long.parseLong(slow.get("1:us"))).isGreaterThanOrEqualTo(10_000);
    assertThat(Long.parseLong(slow.get("1:time"))).isGreaterThan(1_700_000_000L);
  }
}
