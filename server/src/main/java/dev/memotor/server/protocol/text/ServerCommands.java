package dev.memotor.server.protocol.text;

import dev.memotor.engine.Exptime;
import dev.memotor.server.auth.Session;
import dev.memotor.server.protocol.Administration;
import dev.memotor.server.protocol.Connection;
import dev.memotor.server.protocol.ExptimeRule;
import dev.memotor.server.protocol.ItemListing;
import dev.memotor.server.protocol.OwnItems;
import dev.memotor.server.protocol.ProtocolContext;
import dev.memotor.server.stats.Counter;
import java.util.List;
import java.util.Set;

/** The classic commands that concern the server rather than an item. */
final class ServerCommands {

  private static final long MAX_MEGABYTES = 1_000_000_000;
  private static final long MAX_CLASS = 63;

  /** Without slabs, one class holds everything. */
  private static final long ONLY_CLASS = 1;

  private static final long MAX_CRAWLER_SLEEP_MICROS = 1_000_000;

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

  /** Returns whether the line's command is known here. */
  boolean handle(TextLine line) {
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

  /** What concerns all users alike, and what shows the keys of others. */
  private boolean isForbidden(TextLine line) {
    if (line.is(0, Words.STATS)) {
      String group = line.count() > 1 ? line.text(1) : "";
      boolean changes =
          group.equals("reset")
              || (group.equals("detail") && !(line.count() > 2 && line.text(2).equals("dump")));
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

  private void stats(TextLine line) {
    String group = line.count() > 1 ? line.text(1) : "";
    switch (group) {
      case "reset" -> {
        administration.resetStats();
        connection.reply(new FixedReply(Lines.RESET));
      }
      case "detail" -> {
        if (!administration.areDumpsEnabled()) {
          reply("CLIENT_ERROR stats detail not allowed");
          return;
        }
        String mode = line.count() > 2 ? line.text(2) : "";
        switch (mode) {
          case "on", "off" -> {
            administration.setDetail(mode.equals("on"));
            connection.reply(new FixedReply(Lines.OK));
          }
          case "dump" -> connection.reply(new DetailReply(administration));
          default -> reply("CLIENT_ERROR usage: stats detail on|off|dump");
        }
      }
      case "cachedump" -> cacheDump(line);
      default -> connection.reply(new StatsReply(administration, group));
    }
  }

  private void cacheDump(TextLine line) {
    if (!administration.areDumpsEnabled()) {
      reply("CLIENT_ERROR stats cachedump not allowed");
    } else if (line.count() < 4) {
      reply("CLIENT_ERROR bad command line");
    } else if (!line.isUnsigned(2) || !line.isUnsigned(3)) {
      connection.reply(new FixedReply(Lines.BAD_FORMAT));
    } else if (line.unsigned(2) < 0 || line.unsigned(2) > MAX_CLASS) {
      reply("CLIENT_ERROR Illegal slab id");
    } else if (line.unsigned(2) != ONLY_CLASS) {
      connection.reply(new FixedReply(Lines.END));
    } else {
      connection.list(OwnItems.of(new CacheDump(Math.max(0, line.unsigned(3))), session));
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
      if (delay != (int) delay) {
        errorUnless(silent, Lines.BAD_EXPTIME);
        return;
      }
    }
    long at = delay <= 0 ? Exptime.NEVER : ExptimeRule.toAbsolute(delay, context.clock().now());
    connection.flushAll(new FlushReply(silent), () -> administration.flush(at));
  }

  private void verbosity(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (line.count() == 1) {
      connection.reply(new FixedReply(Lines.BAD_FORMAT));
      return;
    }
    if (!line.isUnsigned(1)) {
      errorUnless(silent, Lines.BAD_FORMAT);
      return;
    }
    long level = line.unsigned(1);
    administration.setVerbosity(level < 0 || level > 9 ? 9 : (int) level);
    errorUnless(silent, Lines.OK);
  }

  private void memoryLimit(TextLine line) {
    boolean silent = line.endsWithNoreply();
    if (line.count() == 1 || !line.isUnsigned(1)) {
      errorUnless(silent, Lines.ERROR);
      return;
    }
    long megabytes = line.unsigned(1);
    if (megabytes < 0 || megabytes > MAX_MEGABYTES) {
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
      return;
    }
    String mode = line.count() - (silent ? 1 : 0) > 1 ? line.text(1) : "graceful";
    if (!mode.equals("graceful")) {
      errorUnless(silent, Lines.BAD_SHUTDOWN_MODE);
      return;
    }
    connection.closeAfterReplies();
    administration.shutdown();
  }

  /** There are no slabs here; what tunes them is accepted and has no effect. */
  private static String slabs(TextLine line) {
    String command = line.count() > 1 ? line.text(1) : "";
    return switch (command) {
      case "reassign" ->
          line.count() > 3 && line.isUnsigned(2) && line.isUnsigned(3)
              ? "CLIENT_ERROR slab reassignment disabled"
              : "CLIENT_ERROR bad command line format";
      case "automove" -> {
        if (line.count() < 3 || !line.isUnsigned(2)) {
          yield "CLIENT_ERROR bad command line format";
        }
        yield line.unsigned(2) >= 0 && line.unsigned(2) <= 2 ? "OK" : "ERROR";
      }
      default -> "ERROR";
    };
  }

  /** There is no LRU of memcached's kind; what tunes it is accepted and has no effect. */
  private static String lru(TextLine line) {
    String command = line.count() > 2 ? line.text(1) : "";
    return switch (command) {
      case "mode" ->
          line.text(2).equals("flat") || line.text(2).equals("segmented") ? "OK" : "ERROR";
      case "tune" -> line.count() > 5 ? "OK" : "ERROR";
      case "temp_ttl" -> line.signed(2) == TextLine.MALFORMED ? "ERROR" : "OK";
      default -> "ERROR";
    };
  }

  private void crawl(TextLine line) {
    String command = line.count() > 1 ? line.text(1) : "";
    boolean dump = command.equals("metadump") || command.equals("mgdump");
    if (!dump || line.count() < 3) {
      replyUnless(line.endsWithNoreply(), lruCrawler(line));
      return;
    }
    if (!administration.areDumpsEnabled()) {
      reply(
          command.equals("metadump") ? "ERROR metadump not allowed" : "ERROR key dump not allowed");
      return;
    }
    String classes = line.text(2);
    boolean everything = classes.equals("all") || classes.equals("hash");
    if (!everything && !classes.matches("\\d{1,2}(,\\d{1,2})*")) {
      reply("BADCLASS invalid class id");
      return;
    }
    ItemListing listing = command.equals("metadump") ? new MetadataDump() : new KeyDump();
    if (everything || List.of(classes.split(",")).contains(Long.toString(ONLY_CLASS))) {
      connection.list(OwnItems.of(listing, session));
    } else {
      connection.reply(new FixedReply(command.equals("metadump") ? Lines.END : Lines.EN));
    }
  }

  /** Expired items need no crawler here; what tunes it is accepted and has no effect. */
  private static String lruCrawler(TextLine line) {
    String command = line.count() > 1 ? line.text(1) : "";
    boolean number = line.count() > 2 && line.isUnsigned(2);
    return switch (command) {
      case "enable" -> "ERROR failed to start lru crawler thread";
      case "disable" -> "OK";
      case "sleep" -> {
        if (!number) {
          yield "CLIENT_ERROR bad command line format";
        }
        yield Long.compareUnsigned(line.unsigned(2), MAX_CRAWLER_SLEEP_MICROS) > 0
            ? "CLIENT_ERROR sleep must be one second or less"
            : "OK";
      }
      case "tocrawl" -> number ? "OK" : "CLIENT_ERROR bad command line format";
      case "crawl" -> line.count() > 2 ? "OK" : "ERROR";
      default -> "ERROR";
    };
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
