package dev.memotor.server.report;

import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.logging.Verbosity;
import dev.memotor.server.observe.Snapshot;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/**
 * The settings group. Settings of memcached that mean nothing here are shown with memcached's
 * default, or as off, since tools read them. Those of extstore are left out, as by a memcached that
 * was built without it.
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
    InetSocketAddress first =
        config.listen().addresses().isEmpty() ? null : config.listen().addresses().get(0).address();
    long limit = snapshot.engine().limitBytes();
    out.accept("maxbytes", Long.toString(limit == 0 ? config.items().memory() : limit));
    out.accept("maxconns", Integer.toString(config.connections().max()));
    out.accept("tcpport", Integer.toString(first == null ? 0 : first.getPort()));
    out.accept("udpport", "0");
    out.accept("inter", first == null ? "NULL" : first.getHostString());
    out.accept("verbosity", Integer.toString(Verbosity.level()));
    out.accept("oldest", "0");
    out.accept("evictions", config.items().evict() ? "on" : "off");
    out.accept(
        "domain_socket",
        config.listen().unix().path() == null ? "NULL" : config.listen().unix().path().toString());
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
    out.accept(
        "auth_enabled_ascii",
        security.accountFile() == null ? "no" : security.accountFile().toString());
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

  private static void tls(TlsConfig tls, BiConsumer<String, String> out) {
    boolean on = tls != null;
    out.accept("ssl_enabled", yesOrNo(on));
    out.accept("ssl_chain_cert", on ? tls.chain().toString() : "(null)");
    out.accept("ssl_key", on ? tls.key().toString() : "(null)");
    out.accept("ssl_verify_mode", on ? Integer.toString(tls.clients().verify().ordinal()) : "0");
    out.accept("ssl_keyformat", "1");
    boolean ciphers = on && !tls.protocol().ciphers().isEmpty();
    out.accept("ssl_ciphers", ciphers ? String.join(":", tls.protocol().ciphers()) : NULL);
    boolean authorities = on && tls.clients().authorities() != null;
    out.accept("ssl_ca_cert", authorities ? tls.clients().authorities().toString() : NULL);
    out.accept("ssl_wbuf_size", "16384");
    out.accept("ssl_session_cache", yesOrNo(on));
    out.accept("ssl_kernel_tls", "no");
    out.accept("ssl_min_version", on ? tls.protocol().minVersion().optionName() : "tlsv1.2");
  }

  private static String yesOrNo(boolean on) {
    return on ? "yes" : "no";
  }
}
