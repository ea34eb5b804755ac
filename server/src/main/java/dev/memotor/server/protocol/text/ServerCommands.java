package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.observe.Counter;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.PrefixListing;
import dev.memotor.server.protocol.ProtocolContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The classic commands that concern the server rather than an item. */
final class ServerCommands extends CommandFamily {

  /** As in memcached, the highest level can only be set at the start. */
  private static final long MAX_VERBOSITY = 2;

  private static final long MAX_MEGABYTES = 1_000_000_000;
  private static final long MAX_CLASS = 63;

  /** The largest of memcached's slab classes with the default sizes. */
  private static final long LARGEST_SLAB_CLASS = 39;

  /** Lets memcached pick a class. */
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
          ("reset detail settings cachedump conns extstore proxy proxyfuncs " + "proxybe")
              .split(" ", -1));

  private static final List<String> EXTSTORE_NUMBERS =
      List.of(
          ("item_size item_age low_ttl recache_rate compact_under drop_under "
                  + "max_sleep drop_unread")
              .split(" ", -1));

  private static final int LONGEST_STAT = 1024;

  private final Administration administration;

  ServerCommands(Connection connection, ProtocolContext context) {
    super(connection, context);
    this.administration = context.administration();
  }

  void version() {
    reply("VERSION " + administration.version());
  }

  void refreshCertificates() {
    reply(administration.refreshCertificates());
  }

  void config(TextLine line) {
    if (ClusterConfig.exists(administration)) {
      connection.reply(ClusterConfig.answer(line, administration));
    } else {
      UnknownCommand.answer(line, false, connection);
    }
  }

  void watch(TextLine line) {
    if (administration.isWatchEnabled()) {
      WatchCommand.run(line, connection);
    } else {
      reply("CLIENT_ERROR watch commands not allowed");
    }
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

  void stats(TextLine line) {
    String group = statsGroup(line);
    boolean changes =
        group.equals("reset") || group.equals("detail") && !line.abbreviates(2, "dump");
    if (!session.maySeeStats(group.equals("cachedump") ? "" : group, changes)) {
      replyUnless(
          line.endsWithNoreply(),
          session.isReadOnly() ? ReplyLines.READ_ONLY : ReplyLines.NOT_FOR_PREFIX);
      return;
    }
    switch (group) {
      case "reset" -> {
        administration.resetStats();
        reply(ReplyLines.RESET);
      }
      case "detail" -> detail(line);
      case "cachedump" -> cacheDump(line);
      case "sizes" -> sizes();
      default -> figures(group);
    }
  }

  private void figures(String group) {
    connection.reply(
        new LateReply(
            out -> {
              boolean known =
                  administration.stats(group, (name, value) -> putStat(out, name + ' ' + value));
              out.put(known ? ReplyLines.END : ReplyLines.ERROR);
            }));
  }

  private static void putStat(ReplyBuffer out, String stat) {
    out.put("STAT ")
        .put(stat.length() > LONGEST_STAT ? stat.substring(0, LONGEST_STAT) : stat)
        .crlf();
  }

  private void detail(TextLine line) {
    if (!administration.areDumpsEnabled()) {
      reply("CLIENT_ERROR stats detail not allowed");
      return;
    }
    boolean on = line.abbreviates(2, "on");
    if (on || line.abbreviates(2, "off")) {
      administration.setDetail(on);
      reply(ReplyLines.OK);
    } else if (line.abbreviates(2, "dump")) {
      connection.reply(new LateReply(out -> out.put(administration.detail()).put(ReplyLines.END)));
    } else {
      reply("CLIENT_ERROR usage: stats detail on|off|dump");
    }
  }

  private void sizes() {
    if (administration.tracksSizes()) {
      connection.list(PrefixListing.of(new SizesDump(), session));
    } else {
      figures("sizes");
    }
  }

  private void cacheDump(TextLine line) {
    if (!administration.areDumpsEnabled()) {
      reply("CLIENT_ERROR stats cachedump not allowed");
    } else if (line.count() < 4) {
      reply("CLIENT_ERROR bad command line");
    } else if (line.unsigned32(2) == TextLine.MALFORMED
        || line.unsigned32(3) == TextLine.MALFORMED) {
      reply(ReplyLines.BAD_FORMAT);
    } else if (line.unsigned32(2) > MAX_CLASS) {
      reply("CLIENT_ERROR Illegal slab id");
    } else if (line.unsigned32(2) != ONLY_CLASS) {
      reply(ReplyLines.END);
    } else {
      connection.list(PrefixListing.of(new CacheDump(line.unsigned32(3)), session));
    }
  }

  void flushAll(TextLine line) {
    boolean silent = line.endsWithNoreply();
    // memcached counts refused ones too, but not in the binary protocol.
    context.observer().increment(Counter.CMD_FLUSH);
    if (!administration.isFlushEnabled()) {
      replyUnless(silent, ReplyLines.FLUSH_NOT_ALLOWED);
      return;
    }
    long delay = 0;
    if (line.count() - (silent ? 1 : 0) > 1) {
      delay = line.signed(1);
      if (delay == TextLine.MALFORMED) {
        replyUnless(silent, ReplyLines.BAD_EXPTIME);
        return;
      }
    }
    long at = delay <= 0 ? Exptime.NEVER : absolute(delay);
    connection.flushAll(
        new FixedReply(silent ? null : ReplyLines.OK), () -> administration.flush(at));
  }

  void verbosity(TextLine line) {
    boolean silent = line.endsWithNoreply();
    long level = line.unsigned32(1);
    if (level == TextLine.MALFORMED) {
      replyUnless(silent, ReplyLines.BAD_FORMAT);
      return;
    }
    administration.setVerbosity((int) Math.min(level, MAX_VERBOSITY));
    replyUnless(silent, ReplyLines.OK);
  }

  void memoryLimit(TextLine line) {
    boolean silent = line.endsWithNoreply();
    long megabytes = line.unsigned32(1);
    if (megabytes == TextLine.MALFORMED) {
      replyUnless(silent, ReplyLines.ERROR);
      return;
    }
    if (megabytes > MAX_MEGABYTES) {
      replyUnless(silent, ReplyLines.LIMIT_IN_BYTES);
      return;
    }
    replyUnless(
        silent,
        switch (administration.setMemoryLimit(megabytes)) {
          case SET -> ReplyLines.OK;
          case TOO_SMALL -> ReplyLines.LIMIT_TOO_SMALL;
          case NOT_POSSIBLE -> ReplyLines.LIMIT_NOT_POSSIBLE;
        });
  }

  void shutdown(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (!administration.isShutdownEnabled()) {
      replyUnless(silent, ReplyLines.SHUTDOWN_NOT_ENABLED);
    } else if (line.count() == 1 || line.count() == 2 && line.abbreviates(1, "graceful")) {
      connection.closeAfterReplies();
      administration.shutdown();
    } else {
      replyUnless(silent, ReplyLines.BAD_SHUTDOWN_MODE);
    }
  }

  /**
   * There are no slabs here. Commands that tune them are checked and have no effect; those that
   * move pages are answered as by a memcached whose classes have one page each.
   */
  void slabs(TextLine line) {
    replyUnless(line.endsWithNoreply(), slabsAnswer(line));
  }

  private static String slabsAnswer(TextLine line) {
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

  /** There is no segmented LRU; commands that tune it are checked and have no effect. */
  void lru(TextLine line) {
    replyUnless(line.endsWithNoreply(), lruAnswer(line));
  }

  private static String lruAnswer(TextLine line) {
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
   * There is no extstore; commands that tune it are checked and have no effect, as without {@code
   * ext_path}.
   */
  void extstore(TextLine line) {
    replyUnless(line.endsWithNoreply(), isExtstoreValid(line) ? "OK" : "ERROR");
  }

  private static boolean isExtstoreValid(TextLine line) {
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

  void crawl(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (line.count() == 3 && line.abbreviates(1, "crawl")) {
      String classes = line.text(2);
      // memcached walks the hash table for dumps only.
      replyUnless(
          silent,
          classes.equals("hash")
              ? "ERROR an unknown error happened"
              : Objects.requireNonNullElse(crawlError(classes), "OK"));
    } else if (line.count() == 3 && line.abbreviates(1, "metadump")) {
      dump(line, "metadump", new MetadataDump(), ReplyLines.OK_END);
    } else if (line.count() == 3 && line.abbreviates(1, "mgdump")) {
      dump(line, "mgdump", new KeyDump(), ReplyLines.OK_EN);
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
      connection.list(PrefixListing.of(listing, session));
    } else {
      reply(empty);
    }
  }

  /** Returns what is wrong with a list of slab classes, or null. */
  private static @Nullable String crawlError(String classes) {
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

  /** Expired items need no crawler here; commands that tune it are checked and have no effect. */
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
      // As in a memcached whose crawler is running already.
      return "ERROR failed to start lru crawler thread";
    }
    return line.count() == 2 && line.abbreviates(1, "disable") ? "OK" : "ERROR";
  }
}
