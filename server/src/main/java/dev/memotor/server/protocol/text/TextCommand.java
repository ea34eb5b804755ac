package dev.memotor.server.protocol.text;

import dev.memotor.engine.Arithmetic;
import java.util.Arrays;

/** The commands of the text protocols. */
enum TextCommand {
  GET("get", (to, line) -> to.classic().get(line, false)),
  SET("set", (to, line) -> to.classic().store(line, Storage.SET)),
  GETS("gets", (to, line) -> to.classic().get(line, true)),
  INCR("incr", (to, line) -> to.classic().count(line, Arithmetic.Direction.UP)),
  DECR("decr", (to, line) -> to.classic().count(line, Arithmetic.Direction.DOWN)),
  ADD("add", (to, line) -> to.classic().store(line, Storage.ADD)),
  CAS("cas", (to, line) -> to.classic().store(line, Storage.CAS)),
  REPLACE("replace", (to, line) -> to.classic().store(line, Storage.REPLACE)),
  APPEND("append", (to, line) -> to.classic().store(line, Storage.APPEND)),
  PREPEND("prepend", (to, line) -> to.classic().store(line, Storage.PREPEND)),
  DELETE("delete", (to, line) -> to.classic().delete(line)),
  TOUCH("touch", (to, line) -> to.classic().touch(line)),
  GAT("gat", (to, line) -> to.classic().getAndTouch(line, false)),
  GATS("gats", (to, line) -> to.classic().getAndTouch(line, true)),

  MG("mg", (to, line) -> to.meta().get(line)),
  MS("ms", (to, line) -> to.meta().store(line)),
  MD("md", (to, line) -> to.meta().delete(line)),
  MA("ma", (to, line) -> to.meta().count(line)),
  ME("me", (to, line) -> to.meta().debug(line)),
  MN("mn", (to, line) -> to.meta().noop()),

  VERSION("version", (to, line) -> to.server().version()),
  QUIT("quit", (to, line) -> to.server().quit()),
  STATS("stats", (to, line) -> to.server().stats(line)),
  WATCH("watch", Rights.WHOLE_STORE, Place.START, (to, line) -> to.server().watch(line)),
  FLUSH_ALL("flush_all", Rights.ADMINISTER, (to, line) -> to.server().flushAll(line)),
  VERBOSITY("verbosity", Rights.ADMINISTER, (to, line) -> to.server().verbosity(line)),
  CACHE_MEMLIMIT("cache_memlimit", Rights.ADMINISTER, (to, line) -> to.server().memoryLimit(line)),
  SHUTDOWN("shutdown", Rights.ADMINISTER, (to, line) -> to.server().shutdown(line)),
  REFRESH_CERTS(
      "refresh_certs", Rights.ADMINISTER, (to, line) -> to.server().refreshCertificates()),
  SLABS("slabs", Rights.ANYONE, (to, line) -> to.server().slabs(line)),
  LRU("lru", Rights.ANYONE, (to, line) -> to.server().lru(line)),
  LRU_CRAWLER("lru_crawler", Rights.ANYONE, (to, line) -> to.server().crawl(line)),
  EXTSTORE("extstore", Rights.ANYONE, (to, line) -> to.server().extstore(line)),
  CONFIG("config", Rights.ANYONE, (to, line) -> to.server().config(line));

  /** Who may give a command. What it may do to an item, the session decides by the operation. */
  enum Rights {
    ANYONE,
    /** Users who see the keys of all. */
    WHOLE_STORE,
    /** Users who may change what concerns all. */
    ADMINISTER
  }

  /** Where memcached finds a command. */
  private enum Place {
    /** At the start of a line. */
    START,
    /** Behind spaces too. */
    ANYWHERE
  }

  /** Carries a command out. */
  private interface Handler {

    void run(TextCommands to, TextLine line);
  }

  private static final TextCommand[][] BY_LENGTH = new TextCommand[16][];

  static {
    for (int length = 0; length < BY_LENGTH.length; length++) {
      int wanted = length;
      BY_LENGTH[length] =
          Arrays.stream(values())
              .filter(command -> command.word.length == wanted)
              .toArray(TextCommand[]::new);
    }
  }

  private final byte[] word;
  private final Rights rights;
  private final Place place;
  private final Handler handler;

  TextCommand(String word, Handler handler) {
    this(word, Rights.ANYONE, Place.START, handler);
  }

  TextCommand(String word, Rights rights, Handler handler) {
    this(word, rights, Place.ANYWHERE, handler);
  }

  TextCommand(String word, Rights rights, Place place, Handler handler) {
    this.word = TextLine.ascii(word);
    this.rights = rights;
    this.place = place;
    this.handler = handler;
  }

  /** The command of a line, or null. */
  static TextCommand of(TextLine line) {
    if (line.count() == 0 || line.length(0) >= BY_LENGTH.length) {
      return null;
    }
    for (TextCommand command : BY_LENGTH[line.length(0)]) {
      if (line.is(0, command.word)) {
        return command.place == Place.ANYWHERE || line.beginsWithToken() ? command : null;
      }
    }
    return null;
  }

  Rights rights() {
    return rights;
  }

  void run(TextCommands to, TextLine line) {
    handler.run(to, line);
  }
}
