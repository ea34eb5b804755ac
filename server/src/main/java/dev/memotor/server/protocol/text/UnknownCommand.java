package dev.memotor.server.protocol.text;

import dev.memotor.server.protocol.Connection;
import java.util.Locale;
import java.util.Set;

/**
 * Answers lines that are not commands. HTTP and Redis clients learn which protocol this is;
 * memcached silently closes on HTTP, and answers Redis clients with an error for each line.
 */
final class UnknownCommand {

  /** Redis commands that people try first, except those that memcached has in lower case. */
  private static final Set<String> REDIS =
      Set.of(
          ("ACL AUTH CLIENT CLUSTER COMMAND DBSIZE DEL ECHO EXISTS EXPIRE FLUSHALL "
                  + "FLUSHDB HELLO HGET HGETALL HSET INFO KEYS LPUSH MGET MONITOR MSET "
                  + "MULTI PING PUBLISH RPUSH SCAN SELECT SETEX SUBSCRIBE TTL TYPE")
              .split(" ", -1));

  /** Redis commands that memcached or ElastiCache has in lower case. */
  private static final Set<String> REDIS_IN_CAPITALS =
      Set.of("APPEND", "CONFIG", "DECR", "GET", "INCR", "QUIT", "SET", "TOUCH");

  private UnknownCommand() {}

  /** Answers a line. A Redis client is recognised by its first line. */
  static void answer(TextLine line, boolean isFirst, Connection connection) {
    if (line.count() > 1 && line.text(line.count() - 1).startsWith("HTTP/")) {
      connection.reply(new FixedReply(ReplyLines.NOT_HTTP));
      connection.closeAfterReplies();
    } else if (isFirst && isRedisArray(line)) {
      // Each element would be answered as a separate line.
      connection.reply(new FixedReply(ReplyLines.NOT_REDIS));
      connection.closeAfterReplies();
    } else if (isFirst && isRedisWord(line)) {
      connection.reply(new FixedReply(ReplyLines.NO_REDIS_COMMAND));
    } else {
      connection.reply(new FixedReply(line.endsWithNoreply() ? null : ReplyLines.ERROR));
    }
  }

  /** Returns whether this is an array header: a star and the number of elements. */
  private static boolean isRedisArray(TextLine line) {
    return line.count() == 1
        && line.first(0) == '*'
        && TextNumbers.isUnsigned(line.in(), line.start(0) + 1, line.end(0));
  }

  private static boolean isRedisWord(TextLine line) {
    if (line.count() == 0) {
      return false;
    }
    String word = line.text(0);
    String capitals = word.toUpperCase(Locale.ROOT);
    boolean allCapitals = word.equals(capitals);
    boolean noCapitals = word.equals(word.toLowerCase(Locale.ROOT));
    return REDIS.contains(capitals) && (allCapitals || noCapitals)
        || REDIS_IN_CAPITALS.contains(word);
  }
}
