package dev.memotor.engine.redis;

import dev.memotor.engine.EngineStats;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol;

/**
 * What servers report about everything they hold, including other programs' keys; {@link
 * EngineStats#UNKNOWN} for what one of them does not report.
 *
 * @param keys in the database
 * @param bytes that the data of all databases take
 * @param evicted keys evicted since the server's start
 * @param expired keys expired since the server's start
 */
record NodeFigures(long keys, long bytes, long evicted, long expired) {

  static final NodeFigures ZERO = new NodeFigures(0, 0, 0, 0);

  private static final Pattern BYTES = figure("used_memory_dataset");
  private static final Pattern EVICTED = figure("evicted_keys");
  private static final Pattern EXPIRED = figure("expired_keys");

  private static Pattern figure(String name) {
    return Pattern.compile("(?m)^" + name + ":(\\d{1,18})\\s*$");
  }

  /** Asks one server, and waits for the reply. */
  static NodeFigures ask(RedisConnection connection) {
    connection.sendCommand(Protocol.Command.DBSIZE);
    connection.sendCommand(Protocol.Command.INFO, Ascii.bytes("memory"));
    connection.sendCommand(Protocol.Command.INFO, Ascii.bytes("stats"));
    connection.send();
    // All replies are read, even after an error: the next command must not get them.
    Object keys = connection.replyOrError();
    String memory = text(connection.replyOrError());
    String stats = text(connection.replyOrError());
    return new NodeFigures(
        keys instanceof Long number ? number : EngineStats.UNKNOWN,
        find(BYTES, memory),
        find(EVICTED, stats),
        find(EXPIRED, stats));
  }

  private static String text(Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : "";
  }

  private static long find(Pattern figure, String text) {
    Matcher matcher = figure.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : EngineStats.UNKNOWN;
  }

  NodeFigures plus(NodeFigures other) {
    return new NodeFigures(
        sum(keys, other.keys),
        sum(bytes, other.bytes),
        sum(evicted, other.evicted),
        sum(expired, other.expired));
  }

  private static long sum(long one, long other) {
    return one == EngineStats.UNKNOWN || other == EngineStats.UNKNOWN
        ? EngineStats.UNKNOWN
        : one + other;
  }
}
