package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.server.auth.Session;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.OwnItems;
import dev.memotor.server.protocol.ProtocolContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The classic commands that concern the server rather than an item. */
final class ServerCommands {

  /** memcached goes no further by command: states are for who started the server. */
  private static final long MAX_VERBOSITY = 2;

  private static final long MAX_MEGABYTES = 1_000_000_000;
  private static final long MAX_CLASS = 63;

  /** Of memcached's slab classes with the default sizes. */
  private static final long LARGEST_SLAB_CLASS = 39;

  /** memcached then picks a class itself. */
  private static final long ANY_CLASS = -1;

  /** Without slabs, one class holds everything. */
  private static final long ONLY_CLASS = 1;

  private static final long MAX_CRAWLER_SLEEP_MICROS = 1_000_000;
  private static final long MAX_HOT_AND_WARM_PERCENT = 80;
  private static final String BAD_FORMAT = "CLIENT_ERROR bad command line format";
  private static final String BAD_CLASS = "BADCLASS invalid class id";

  /** Stats groups that may be abbreviated, in the order in which memcached looks for them. */
  private static final List<String> ABBREVIATED_STATS =
      List.of(
          "reset",
          "detail",
          "settings",
          "cachedump",
          "conns",
          "extstore",
          "proxy",
          "proxyfuncs",
          "proxybe");

  private static final List<String> EXTSTORE_NUMBERS =
      List.of(
          "item_size",
          "item_age",
          "low_ttl",
          "recache_rate",
          "compact_under",
          "drop_under",
          "max_sleep",
          "drop_unread");

  /** Figures that tell nothing of keys: who sees a part of the store only may see them. */
  private static final Set<String> KEYLESS_STATS =
      Set.of("", "settings", "items", "slabs", "sizes", "conns", "engine", "extstore");

  private final Connection connection;
  private final Session session;
  private final ProtocolContext context;
  private final Administration administration;

  ServerCommands(Connection connection, ProtocolContext context) {
    this.connection = connection;
    this.session = connection.session();
    this.context = context;
    this.administration = context.administration();
  }

  /**
   * Handles a line, whose command is the first token.
   *
   * @param atStart whether it stands at the start of the line; memcached finds some commands behind
   *     spaces too
   * @return whether the command is known here
   */
  boolean handle(TextLine line, boolean atStart) {
    if (line.count() == 0 || !atStart && isFoundAtStartOnly(line)) {
      return false;
    }
    if (!session.mayAdminister() && isForbidden(line)) {
      errorUnless(
          line.endsWithNoreply(), session.isReadOnly() ? Lines.READ_ONLY : Lines.NOT_FOR_PREFIX);
    } else if (line.is(0, Words.VERSION)) {
      reply("VERSION " + administration.version());
    } else if (line.is(0, Words.QUIT)) {
      connection.closeAfterReplies();
    } else if (line.is(0, Words.STATS)) {
      stats(line);
    } else if (line.is(0, Words.FLUSH_ALL)) {
      flushAll(line);
    } else if (line.is(0, Words.VERBOSITY)) {
      verbosity(line);
    } else if (line.is(0, Words.CACHE_MEMLIMIT)) {
      memoryLimit(line);
    } else if (line.is(0, Words.SHUTDOWN)) {
      shutdown(line);
    } else if (line.is(0, Words.REFRESH_CERTS)) {
      reply(administration.refreshCertificates());
    } else if (line.is(0, Words.SLABS)) {
      replyUnless(line.endsWithNoreply(), slabs(line));
    } else if (line.is(0, Words.LRU)) {
      replyUnless(line.endsWithNoreply(), lru(line));
    } else if (line.is(0, Words.WATCH)) {
      watch(line);
    } else if (line.is(0, Words.LRU_CRAWLER)) {
      crawl(line);
    } else if (line.is(0, Words.EXTSTORE)) {
      replyUnless(line.endsWithNoreply(), extstore(line) ? "OK" : "ERROR");
    } else if (line.is(0, Words.CONFIG) && ClusterConfig.exists(administration)) {
      connection.reply(ClusterConfig.answer(line, administration));
    } else {
      return false;
    }
    return true;
  }

  private void watch(TextLine line) {
    if (administration.isWatchEnabled()) {
      WatchCommand.run(line, connection);
    } else {
      reply("CLIENT_ERROR watch commands not allowed");
    }
  }

  private static boolean isFoundAtStartOnly(TextLine line) {
    return line.is(0, Words.VERSION)
        || line.is(0, Words.QUIT)
        || line.is(0, Words.STATS)
        || line.is(0, Words.WATCH);
  }

  /** What concerns all users alike, and what shows the keys of others. */
  private boolean isForbidden(TextLine line) {
    if (line.is(0, Words.STATS)) {
      String group = statsGroup(line);
      boolean changes =
          group.equals("reset") || (group.equals("detail") && !line.abbreviates(2, "dump"));
      return session.isReadOnly() && changes
          || session.hasPrefix() && !KEYLESS_STATS.contains(group) && !group.equals("cachedump");
    }
    return line.is(0, Words.FLUSH_ALL)
        || line.is(0, Words.CACHE_MEMLIMIT)
        || line.is(0, Words.VERBOSITY)
        || line.is(0, Words.SHUTDOWN)
        || line.is(0, Words.REFRESH_CERTS)
        || (session.hasPrefix() && line.is(0, Words.WATCH));
  }

  private static String statsGroup(TextLine line) {
    if (line.count() == 1) {
      return "";
    }
    for (String group : ABBREVIATED_STATS) {
      if (line.abbreviates(1, group)) {
        return group;
      }
    }
    return line.text(1);
  }

  private void stats(TextLine line) {
    String group = statsGroup(line);
    switch (group) {
      case "reset" -> {
        administration.resetStats();
        connection.reply(new FixedReply(Lines.RESET));
      }
      case "detail" -> detail(line);
      case "cachedump" -> cacheDump(line);
      case "sizes" -> sizes();
      default -> connection.reply(new StatsReply(administration, group));
    }
  }

  private void detail(TextLine line) {
    if (!administration.areDumpsEnabled()) {
      reply("CLIENT_ERROR stats detail not allowed");
      return;
    }
    boolean on = line.abbreviates(2, "on");
    if (on || line.abbreviates(2, "off")) {
      administration.setDetail(on);
      connection.reply(new FixedReply(Lines.OK));
    } else if (line.abbreviates(2, "dump")) {
      connection.reply(new DetailReply(administration));
    } else {
      reply("CLIENT_ERROR usage: stats detail on|off|dump");
    }
  }

  private void sizes() {
    if (administration.tracksSizes()) {
      connection.list(OwnItems.of(new SizesDump(), session));
    } else {
      connection.reply(new StatsReply(administration, "sizes"));
    }
  }

  private void cacheDump(TextLine line) {
    if (!administration.areDumpsEnabled()) {
      reply("CLIENT_ERROR stats cachedump not allowed");
    } else if (line.count() < 4) {
      reply("CLIENT_ERROR bad command line");
    } else if (line.unsigned32(2) == TextLine.MALFORMED
        || line.unsigned32(3) == TextLine.MALFORMED) {
      connection.reply(new FixedReply(Lines.BAD_FORMAT));
    } else if (line.unsigned32(2) > MAX_CLASS) {
      reply("CLIENT_ERROR Illegal slab id");
    } else if (line.unsigned32(2) != ONLY_CLASS) {
      connection.reply(new FixedReply(Lines.END));
    } else {
      connection.list(OwnItems.of(new CacheDump(line.unsigned32(3)), session));
    }
  }

  private void flushAll(TextLine line) {
    boolean silent = line.endsWithNoreply();
    // memcached counts the refused ones too, other than in the binary protocol.
    context.counters().increment(Counter.CMD_FLUSH);
    if (!administration.isFlushEnabled()) {
      errorUnless(silent, Lines.FLUSH_NOT_ALLOWED);
      return;
    }
    long delay = 0;
    if (line.count() - (silent ? 1 : 0) > 1) {
      delay = line.signed(1);
      if (delay == TextLine.MALFORMED) {
        errorUnless(silent, Lines.BAD_EXPTIME);
        return;
      }
    }
    long at = delay <= 0 ? Exptime.NEVER : ExptimeRule.toAbsolute(delay, context.clock().now());
    connection.flushAll(new FlushReply(silent), () -> administration.flush(at));
  }

  private void verbosity(TextLine line) {
    boolean silent = line.endsWithNoreply();
    long level = line.unsigned32(1);
    if (level == TextLine.MALFORMED) {
      errorUnless(silent, Lines.BAD_FORMAT);
      return;
    }
    administration.setVerbosity((int) Math.min(level, MAX_VERBOSITY));
    errorUnless(silent, Lines.OK);
  }

  private void memoryLimit(TextLine line) {
    boolean silent = line.endsWithNoreply();
    long megabytes = line.unsigned32(1);
    if (megabytes == TextLine.MALFORMED) {
      errorUnless(silent, Lines.ERROR);
      return;
    }
    if (megabytes > MAX_MEGABYTES) {
      errorUnless(silent, Lines.LIMIT_IN_BYTES);
      return;
    }
    errorUnless(
        silent,
        switch (administration.setMemoryLimit(megabytes)) {
          case SET -> Lines.OK;
          case TOO_SMALL -> Lines.LIMIT_TOO_SMALL;
          case NOT_POSSIBLE -> Lines.LIMIT_NOT_POSSIBLE;
        });
  }

  private void shutdown(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (!administration.isShutdownEnabled()) {
      errorUnless(silent, Lines.SHUTDOWN_NOT_ENABLED);
    } else if (line.count() == 1 || line.count() == 2 && line.abbreviates(1, "graceful")) {
      connection.closeAfterReplies();
      administration.shutdown();
    } else {
      errorUnless(silent, Lines.BAD_SHUTDOWN_MODE);
    }
  }

  /**
   * There are no slabs here. What tunes them is checked and has no effect; what moves their pages
   * is answered as by a memcached whose classes have one page each.
   */
  private static String slabs(TextLine line) {
    if (line.count() == 4 && line.abbreviates(1, "reassign")) {
      long source = line.signed(2);
      long target = line.signed(3);
      if (source == TextLine.MALFORMED || target == TextLine.MALFORMED) {
        return BAD_FORMAT;
      }
      if (source == target) {
        return "SAME src and dst class are identical";
      }
      return source != ANY_CLASS && isSlabClass(source) && isSlabClass(target)
          ? "NOSPARE source class has no spare pages"
          : "BADCLASS invalid src or dst class id";
    }
    return line.count() >= 3 && line.abbreviates(1, "automove") ? automove(line) : "ERROR";
  }

  private static boolean isSlabClass(long number) {
    return number >= 0 && number <= LARGEST_SLAB_CLASS;
  }

  private static String automove(TextLine line) {
    if (line.abbreviates(2, "ratio") || line.abbreviates(2, "freeratio")) {
      return line.decimal(3) == null ? "ERROR" : "OK";
    }
    if (line.abbreviates(2, "window")) {
      long window = line.unsigned32(3);
      if (window == TextLine.MALFORMED) {
        return BAD_FORMAT;
      }
      return window < 3 || window > 1800
          ? "CLIENT_ERROR automove window too low or too high"
          : "OK";
    }
    long level = line.unsigned32(2);
    if (level == TextLine.MALFORMED) {
      return BAD_FORMAT;
    }
    return level <= 2 ? "OK" : "ERROR";
  }

  /** There is no LRU of memcached's kind; what tunes it is checked and has no effect. */
  private static String lru(TextLine line) {
    boolean accepted = false;
    if (line.abbreviates(1, "tune") && line.count() >= 6) {
      long hot = line.unsigned32(2);
      long warm = line.unsigned32(3);
      Double hotFactor = line.decimal(4);
      Double warmFactor = line.decimal(5);
      if (hot != TextLine.MALFORMED
          && warm != TextLine.MALFORMED
          && hotFactor != null
          && warmFactor != null) {
        if ((hot + warm & 0xFFFF_FFFFL) > MAX_HOT_AND_WARM_PERCENT) {
          return "ERROR hot and warm pcts must not exceed 80";
        }
        if (hotFactor <= 0 || warmFactor <= 0) {
          return "ERROR hot/warm age factors must be greater than 0";
        }
        accepted = true;
      }
    } else if (line.abbreviates(1, "mode")) {
      accepted = line.abbreviates(2, "flat") || line.abbreviates(2, "segmented");
    } else if (line.abbreviates(1, "temp_ttl")) {
      accepted = line.signed(2) != TextLine.MALFORMED;
    }
    return accepted ? "OK" : "ERROR";
  }

  /**
   * There is no extstore; what tunes it is checked and has no effect, as without {@code ext_path}.
   */
  private static boolean extstore(TextLine line) {
    if (line.count() < 3) {
      return false;
    }
    if (line.count() > 3 && line.abbreviates(1, "free_memchunks")) {
      long slabClass = line.unsigned32(2);
      return slabClass >= 0 && slabClass <= MAX_CLASS && line.unsigned32(3) >= 0;
    }
    for (String name : EXTSTORE_NUMBERS) {
      if (line.abbreviates(1, name)) {
        // memcached looks for max_frag later: an abbreviation of both is max_sleep.
        return line.unsigned32(2) >= 0;
      }
    }
    return line.abbreviates(1, "max_frag") && line.decimal(2) != null;
  }

  private void crawl(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (line.count() == 3 && line.abbreviates(1, "crawl")) {
      String classes = line.text(2);
      // memcached walks over the hash table for dumps only.
      replyUnless(
          silent,
          classes.equals("hash")
              ? "ERROR an unknown error happened"
              : Objects.requireNonNullElse(crawlError(classes), "OK"));
    } else if (line.count() == 3 && line.abbreviates(1, "metadump")) {
      dump(line, "metadump", new MetadataDump(), Lines.OK_END);
    } else if (line.count() == 3 && line.abbreviates(1, "mgdump")) {
      dump(line, "mgdump", new KeyDump(), Lines.OK_EN);
    } else {
      replyUnless(silent, lruCrawler(line));
    }
  }

  private void dump(TextLine line, String command, ItemListing listing, byte[] empty) {
    boolean silent = line.endsWithNoreply();
    if (!administration.areDumpsEnabled()) {
      replyUnless(
          silent,
          command.equals("metadump") ? "ERROR metadump not allowed" : "ERROR key dump not allowed");
      return;
    }
    if (connection.hasUnanswered()) {
      replyUnless(silent, "ERROR cannot pipeline other commands before " + command);
      return;
    }
    String classes = line.text(2);
    boolean everything = classes.equals("all") || classes.equals("hash");
    String error = everything ? null : crawlError(classes);
    if (error != null) {
      replyUnless(silent, error);
    } else if (everything || slabClasses(classes).contains(ONLY_CLASS)) {
      connection.list(OwnItems.of(listing, session));
    } else {
      connection.reply(new FixedReply(empty));
    }
  }

  /** What is wrong with a list of slab classes, or null. */
  private static String crawlError(String classes) {
    if (classes.equals("all")) {
      return null;
    }
    List<Long> numbers = slabClasses(classes);
    if (numbers.isEmpty()) {
      return "NOTSTARTED no items to crawl";
    }
    return numbers.stream().allMatch(number -> number > 0 && number <= MAX_CLASS)
        ? null
        : BAD_CLASS;
  }

  private static List<Long> slabClasses(String classes) {
    return Arrays.stream(classes.split(","))
        .filter(number -> !number.isEmpty())
        .map(number -> number.getBytes(StandardCharsets.ISO_8859_1))
        .map(number -> TextNumbers.flags(number, 0, number.length))
        .toList();
  }

  /** Expired items need no crawler here; what tunes it is checked and has no effect. */
  private static String lruCrawler(TextLine line) {
    if (line.count() == 3 && line.abbreviates(1, "tocrawl")) {
      return line.unsigned32(2) == TextLine.MALFORMED ? BAD_FORMAT : "OK";
    }
    if (line.count() == 3 && line.abbreviates(1, "sleep")) {
      long micros = line.unsigned32(2);
      if (micros == TextLine.MALFORMED) {
        return BAD_FORMAT;
      }
      return micros > MAX_CRAWLER_SLEEP_MICROS
          ? "CLIENT_ERROR sleep must be one second or less"
          : "OK";
    }
    if (line.count() == 2 && line.abbreviates(1, "enable")) {
      // It runs from the start.
      return "ERROR failed to start lru crawler thread";
    }
    return line.count() == 2 && line.abbreviates(1, "disable") ? "OK" : "ERROR";
  }

  private void reply(String text) {
    connection.reply(FixedReply.line(text));
  }

  private void replyUnless(boolean silent, String text) {
    if (!silent) {
      reply(text);
    }
  }

  private void errorUnless(boolean silent, byte[] text) {
    if (!silent) {
      connection.reply(new FixedReply(text));
    }
  }
}
