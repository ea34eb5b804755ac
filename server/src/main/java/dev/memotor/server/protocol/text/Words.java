package dev.memotor.server.protocol.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The command words, as bytes. */
final class Words {

  static final byte[] GET = of("get");
  static final byte[] GETS = of("gets");
  static final byte[] GAT = of("gat");
  static final byte[] GATS = of("gats");
  static final byte[] SET = of("set");
  static final byte[] ADD = of("add");
  static final byte[] REPLACE = of("replace");
  static final byte[] APPEND = of("append");
  static final byte[] PREPEND = of("prepend");
  static final byte[] CAS = of("cas");
  static final byte[] DELETE = of("delete");
  static final byte[] INCR = of("incr");
  static final byte[] DECR = of("decr");
  static final byte[] TOUCH = of("touch");
  static final byte[] FLUSH_ALL = of("flush_all");
  static final byte[] VERBOSITY = of("verbosity");
  static final byte[] VERSION = of("version");
  static final byte[] QUIT = of("quit");
  static final byte[] SHUTDOWN = of("shutdown");
  static final byte[] STATS = of("stats");
  static final byte[] CONFIG = of("config");
  static final byte[] CACHE_MEMLIMIT = of("cache_memlimit");
  static final byte[] REFRESH_CERTS = of("refresh_certs");
  static final byte[] SLABS = of("slabs");
  static final byte[] LRU = of("lru");
  static final byte[] WATCH = of("watch");
  static final byte[] EXTSTORE = of("extstore");
  static final byte[] LRU_CRAWLER = of("lru_crawler");

  static final byte[] HTTP = of("HTTP/");
  static final byte[] NOREPLY = of("noreply");

  private Words() {}

  static byte[] of(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean matches(byte[] word, byte[] in, int from, int to) {
    return Arrays.equals(word, 0, word.length, in, from, to);
  }

  static boolean startsWith(byte[] word, byte[] in, int from, int to) {
    return to - from >= word.length
        && Arrays.equals(word, 0, word.length, in, from, from + word.length);
  }
}
