package dev.memotor.server.report;

import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.Snapshot;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The group {@code stats settings}. Settings of memcached that have no meaning here are shown with
 * memcached's default, or as off, since tools read them. Those of extstore are left out, as in a
 * memcached built without it.
 */
final class SettingsStats {

  private static final String NULL = "NULL";

  private SettingsStats() {}

  static void show(
      ServerConfig config,
      ServerIdentity identity,
      Snapshot snapshot,
      BiConsumer<String, String> out) {
    SecurityConfig security = config.security();
    List<ListenAddress> addresses = config.listen().addresses();
    InetSocketAddress first = addresses.isEmpty() ? null : addresses.get(0).address();
    long limit = snapshot.engine().limitBytes();
    out.accept("maxbytes", Long.toString(limit == 0 ? config.items().memory() : limit));
    out.accept("maxconns", Integer.toString(config.connections().max()));
    out.accept("tcpport", Integer.toString(first == null ? 0 : first.getPort()));
    out.accept("udpport", "0");
    out.accept("inter", first == null ? NULL : first.getHostString());
    out.accept("verbosity", Integer.toString(Verbosity.level()));
    out.accept("oldest", "0");
    out.accept("evictions", config.items().evict() ? "on" : "off");
    out.accept("domain_socket", textOr(NULL, config.listen().unix().path()));
    out.accept("umask", Integer.toOctalString(config.listen().unix().mode()));
    out.accept("shutdown_command", yesOrNo(security.commands().shutdown()));
    out.accept("growth_factor", "1.25");
    out.accept("chunk_size", "48");
    out.accept("num_threads", Integer.toString(config.connections().loops()));
    out.accept("num_threads_per_udp", "0");
    out.accept(
        "stat_key_prefix",
        String.valueOf((char) (config.monitoring().prefixes().delimiter() & 0xff)));
    out.accept("detail_enabled", yesOrNo(snapshot.countsPrefixes()));
    out.accept("reqs_per_event", Integer.toString(config.connections().requestsPerEvent()));
    out.accept("cas_enabled", "yes");
    out.accept("tcp_backlog", Integer.toString(config.listen().backlog()));
    out.accept(
        "binding_protocol",
        switch (config.listen().protocol()) {
          case AUTO -> "auto-negotiate";
          case TEXT -> "ascii";
          case BINARY -> "binary";
        });
    out.accept("auth_enabled_sasl", yesOrNo(security.sasl()));
    out.accept("auth_enabled_ascii", textOr("no", security.accountFile()));
    out.accept("item_size_max", Integer.toString(config.items().maxSize()));
    out.accept("maxconns_fast", "yes");
    out.accept("hashpower_init", "0");
    out.accept("slab_reassign", "no");
    out.accept("slab_automove", "0");
    out.accept("slab_automove_ratio", "0.80");
    out.accept("slab_automove_window", "30");
    out.accept("slab_chunk_max", "524288");
    out.accept("lru_crawler", "no");
    out.accept("lru_crawler_sleep", "100");
    out.accept("lru_crawler_tocrawl", "0");
    out.accept("tail_repair_time", "0");
    out.accept("flush_enabled", yesOrNo(security.commands().flushAll()));
    out.accept("dump_enabled", yesOrNo(security.commands().dumps()));
    out.accept("hash_algorithm", "murmur3");
    out.accept("lru_maintainer_thread", "no");
    out.accept("lru_segmented", "no");
    out.accept("hot_lru_pct", "20");
    out.accept("warm_lru_pct", "40");
    out.accept("hot_max_factor", "0.20");
    out.accept("warm_max_factor", "2.00");
    out.accept("temp_lru", "no");
    out.accept("temporary_ttl", "61");
    out.accept("idle_timeout", Integer.toString(config.connections().idleTimeoutSeconds()));
    out.accept("watcher_logbuf_size", "0");
    out.accept("worker_logbuf_size", "0");
    out.accept("read_buf_mem_limit", "0");
    out.accept("track_sizes", yesOrNo(security.commands().sizes()));
    out.accept("inline_ascii_response", "no");
    tls(security.tls(), out);
    out.accept("num_napi_ids", "0");
    out.accept("memory_file", "(null)");
    out.accept("client_flags_size", "4");
    out.accept("memotor_version", identity.version());
    // One word, as tools split lines at spaces.
    out.accept("engine", identity.engine().replace(" ", "%20"));
  }

  private static void tls(@Nullable TlsConfig tls, BiConsumer<String, String> out) {
    List<String> ciphers = tls == null ? List.of() : tls.protocol().ciphers();
    out.accept("ssl_enabled", yesOrNo(tls != null));
    out.accept("ssl_chain_cert", tls == null ? "(null)" : tls.chain().toString());
    out.accept("ssl_key", tls == null ? "(null)" : tls.key().toString());
    out.accept(
        "ssl_verify_mode", Integer.toString(tls == null ? 0 : tls.clients().verify().ordinal()));
    out.accept("ssl_keyformat", "1");
    out.accept("ssl_ciphers", ciphers.isEmpty() ? NULL : String.join(":", ciphers));
    out.accept("ssl_ca_cert", textOr(NULL, tls == null ? null : tls.clients().authorities()));
    out.accept("ssl_wbuf_size", "16384");
    out.accept("ssl_session_cache", yesOrNo(tls != null));
    out.accept("ssl_kernel_tls", "no");
    out.accept(
        "ssl_min_version", tls == null ? "tlsv1.2" : tls.protocol().minVersion().optionName());
  }

  private static String textOr(String absent, @Nullable Path path) {
    return path == null ? absent : path.toString();
  }

  private static String yesOrNo(boolean on) {
    return on ? "yes" : "no";
  }
}
