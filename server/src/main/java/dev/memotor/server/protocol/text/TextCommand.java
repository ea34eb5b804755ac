package dev.memotor.server.protocol.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The commands of the text protocols. */
enum TextCommand {
  GET("get"),
  SET("set"),
  GETS("gets"),
  INCR("incr"),
  DECR("decr"),
  ADD("add"),
  CAS("cas"),
  REPLACE("replace"),
  APPEND("append"),
  PREPEND("prepend"),
  DELETE("delete"),
  TOUCH("touch"),
  GAT("gat"),
  GATS("gats"),

  MG("mg"),
  MS("ms"),
  MD("md"),
  MA("ma"),
  ME("me"),
  MN("mn"),

  VERSION("version"),
  QUIT("quit"),
  STATS("stats"),
  WATCH("watch", Rights.WHOLE_STORE, Place.START),
  FLUSH_ALL("flush_all", Rights.ADMINISTER, Place.ANYWHERE),
  VERBOSITY("verbosity", Rights.ADMINISTER, Place.ANYWHERE),
  CACHE_MEMLIMIT("cache_memlimit", Rights.ADMINISTER, Place.ANYWHERE),
  SHUTDOWN("shutdown", Rights.ADMINISTER, Place.ANYWHERE),
  REFRESH_CERTS("refresh_certs", Rights.ADMINISTER, Place.ANYWHERE),
  SLABS("slabs", Rights.ANYONE, Place.ANYWHERE),
  LRU("lru", Rights.ANYONE, Place.ANYWHERE),
  LRU_CRAWLER("lru_crawler", Rights.ANYONE, Place.ANYWHERE),
  EXTSTORE("extstore", Rights.ANYONE, Place.ANYWHERE),
  CONFIG("config", Rights.ANYONE, Place.ANYWHERE);

  /** The right that a command requires; the session also checks the operation. */
  enum Rights {
    ANYONE,
    /** To see all keys. */
    WHOLE_STORE,
    /** To change the server or the whole store. */
    ADMINISTER
  }

  /** Where memcached recognizes a command. */
  private enum Place {
    /** At the start of a line. */
    START,
    /** Also after leading spaces. */
    ANYWHERE
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

  TextCommand(String word) {
    this(word, Rights.ANYONE, Place.START);
  }

  TextCommand(String word, Rights rights, Place place) {
    this.word = TextLine.ascii(word);
    this.rights = rights;
    this.place = place;
  }

  /** Returns the command of a line; null if unknown. */
  static @Nullable TextCommand of(TextLine line) {
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
}
