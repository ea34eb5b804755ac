package dev.memotor.server.cli;

import dev.memotor.engine.Suggestion;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.config.TlsConfig.Clients;
import dev.memotor.server.config.TlsConfig.MinVersion;
import dev.memotor.server.config.TlsConfig.Protocol;
import dev.memotor.server.config.TlsConfig.Provider;
import dev.memotor.server.config.TlsConfig.Verify;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * memcached's extended options ({@code -o}). TLS, the idle timeout and the tracking of sizes have
 * an effect; the others tune memcached's internals, are checked, and are logged at {@code -v}.
 */
final class ExtendedOptions {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private static final String IDLE = "idle_timeout";
  private static final String SIZES = "track_sizes";
  private static final Set<String> TLS =
      Set.of(
          "ssl_chain_cert",
          "ssl_key",
          "ssl_ca_cert",
          "ssl_verify_mode",
          "ssl_ciphers",
          "ssl_min_version",
          "ssl_provider");

  /** Tuning options that take a value. */
  private static final Set<String> IGNORED_VALUES =
      Set.of(
          "hashpower",
          "slab_automove_ratio",
          "slab_automove_window",
          "slab_automove_freeratio",
          "tail_repair_time",
          "hash_algorithm",
          "lru_crawler_sleep",
          "lru_crawler_tocrawl",
          "hot_lru_pct",
          "warm_lru_pct",
          "hot_max_factor",
          "warm_max_factor",
          "temporary_ttl",
          "watcher_logbuf_size",
          "worker_logbuf_size",
          "slab_sizes",
          "slab_chunk_max",
          "read_buf_mem_limit",
          "ssl_keyformat",
          "ssl_wbuf_size",
          "ext_page_size",
          "ext_wbuf_size",
          "ext_threads",
          "ext_item_size",
          "ext_item_age",
          "ext_low_ttl",
          "ext_recache_rate",
          "ext_compact_under",
          "ext_drop_under",
          "ext_max_frag",
          "ext_max_sleep");

  /** Tuning options whose value is optional, or that take none. */
  private static final Set<String> IGNORED_SWITCHES =
      Set.of(
          "maxconns_fast",
          "no_maxconns_fast",
          "no_hashexpand",
          "slab_reassign",
          "no_slab_reassign",
          "slab_automove",
          "no_slab_automove",
          "lru_crawler",
          "no_lru_crawler",
          "lru_maintainer",
          "no_lru_maintainer",
          "inline_ascii_resp",
          "no_inline_ascii_resp",
          "modern",
          "no_modern",
          "no_chunked_items",
          "drop_privileges",
          "no_drop_privileges",
          "relaxed_privileges",
          "resp_obj_mem_limit",
          "ssl_session_cache",
          "ssl_kernel_tls",
          "sock_cookie_id",
          "ext_drop_unread");

  private static final Set<String> HASHES = Set.of("jenkins", "murmur3", "xxh3");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> ignored = new ArrayList<>();

  /**
   * Reads the options.
   *
   * @param lists the arguments of each {@code -o}; the last value of an option counts
   */
  ExtendedOptions(List<String> lists) {
    for (String list : lists) {
      for (String option : list.split(",", -1)) {
        read(option.strip());
      }
    }
  }

  private void read(String option) {
    if (option.isEmpty()) {
      return;
    }
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals).stripTrailing();
    String value = equals < 0 ? "" : option.substring(equals + 1).strip();
    boolean used = name.equals(IDLE) || name.equals(SIZES) || TLS.contains(name);
    if (name.equals("ext_path")) {
      throw new ConfigurationException(
          "-o "
              + option
              + ": memotor has no extstore; to keep items on disk, give an engine such as"
              + " --engine rocksdb:"
              + (value.isEmpty() ? "/srv/items" : value.replaceFirst(":\\d+[a-zA-Z]*$", "")));
    }
    if (name.startsWith("proxy_")) {
      throw new ConfigurationException(
          "-o " + option + ": memotor is not a proxy; omit the option");
    }
    if (!used && !IGNORED_VALUES.contains(name) && !IGNORED_SWITCHES.contains(name)) {
      throw new ConfigurationException(
          "-o " + option + ": there is no such option" + Suggestion.didYouMean(name, known()));
    }
    if (value.isEmpty() && !name.equals(SIZES) && !IGNORED_SWITCHES.contains(name)) {
      throw new ConfigurationException("-o " + option + ": the value is missing");
    }
    if (name.equals("hash_algorithm") && !HASHES.contains(value)) {
      throw new ConfigurationException("-o " + option + ": give jenkins, murmur3 or xxh3");
    }
    if (used) {
      values.put(name, value);
    } else {
      ignored.add(option);
    }
  }

  /** Logs the options that have no effect. */
  void reportIgnored() {
    ignored.forEach(option -> LOG.debug("-o {} has no effect in memotor", option));
  }

  private static Set<String> known() {
    Set<String> names = new TreeSet<>(TLS);
    names.add(IDLE);
    names.add(SIZES);
    names.add("ext_path");
    names.addAll(IGNORED_VALUES);
    names.addAll(IGNORED_SWITCHES);
    return names;
  }

  /** Returns whether {@code stats sizes} counts items by size. */
  boolean tracksSizes() {
    return values.containsKey(SIZES);
  }

  /** Returns the seconds of {@code idle_timeout}, or {@code other} if it is not given. */
  int idleTimeout(int other) {
    String value = values.get(IDLE);
    if (value == null) {
      return other;
    }
    if (!value.matches("\\d{1,9}")) {
      throw wrong(IDLE, "give seconds");
    }
    return Integer.parseInt(value);
  }

  /**
   * Returns the configuration of TLS.
   *
   * @param enabled whether {@code -Z} is given
   * @return null for no TLS
   */
  @Nullable TlsConfig tls(boolean enabled) {
    if (!enabled) {
      for (String name : values.keySet()) {
        if (TLS.contains(name)) {
          // A certificate without -Z is a mistake: its owner expects encryption.
          throw wrong(name, "this requires TLS; add -Z");
        }
      }
      return null;
    }
    String chain = values.get("ssl_chain_cert");
    if (chain == null) {
      throw new ConfigurationException(
          "-Z requires a certificate and its key: add -o ssl_chain_cert=FILE,ssl_key=FILE");
    }
    String authorities = values.get("ssl_ca_cert");
    String ciphers = values.getOrDefault("ssl_ciphers", "");
    return new TlsConfig(
        Path.of(chain),
        Path.of(values.getOrDefault("ssl_key", chain)),
        new Clients(verify(), authorities == null ? null : Path.of(authorities)),
        new Protocol(minVersion(), ciphers.isEmpty() ? List.of() : List.of(ciphers.split(":"))),
        provider());
  }

  private Verify verify() {
    String value = values.getOrDefault("ssl_verify_mode", "0");
    if (!value.matches("[0-3]")) {
      throw wrong("ssl_verify_mode", "give 0 (none), 1 (request), 2 (require) or 3 (once)");
    }
    return Verify.values()[Integer.parseInt(value)];
  }

  private MinVersion minVersion() {
    // memcached numbers the versions; 0 and 1 are no longer supported.
    return switch (values.getOrDefault("ssl_min_version", "tlsv1.2").toLowerCase(Locale.ROOT)) {
      case "tlsv1.2", "2" -> MinVersion.TLS_1_2;
      case "tlsv1.3", "3" -> MinVersion.TLS_1_3;
      default -> throw wrong("ssl_min_version", "give tlsv1.2 or tlsv1.3");
    };
  }

  private Provider provider() {
    return switch (values.getOrDefault("ssl_provider", "jdk")) {
      case "jdk" -> Provider.JDK;
      case "openssl" -> Provider.OPENSSL;
      default -> throw wrong("ssl_provider", "give jdk or openssl");
    };
  }

  private ConfigurationException wrong(String name, String advice) {
    return new ConfigurationException("-o " + name + "=" + values.get(name) + ": " + advice);
  }
}
