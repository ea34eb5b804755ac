package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Makes a node say, behind all other commands of a pipeline, how many of its replicas have them
 * too: Redis acknowledges before it replicates, and a master that dies may take along what nobody
 * else has.
 */
final class ReplicaWait {

  private final int replicas;
  private final byte[] replicaCount;
  private final long millis;

  private ReplicaWait(int replicas, long millis) {
    this.replicas = replicas;
    this.replicaCount = Ascii.number(replicas);
    this.millis = millis;
  }

  /** By these settings; null if no replica is waited for. */
  static ReplicaWait of(RedisSettings settings) {
    // Half of what an operation has: that an answer comes at all is worth more than a replica's.
    return settings.replicas() == 0
        ? null
        : new ReplicaWait(settings.replicas(), Math.max(1, settings.timeout().toMillis() / 2));
  }

  /**
   * Writes the question.
   *
   * @param extraMillis how much longer than usual the replicas may take for what was written before
   */
  void write(RedisConnection connection, long extraMillis) {
    connection.sendCommand(Protocol.Command.WAIT, replicaCount, Ascii.number(millis + extraMillis));
  }

  /**
   * Reads the answer.
   *
   * @return null if enough replicas have everything, else what that means to those who wrote
   * @throws redis.clients.jedis.exceptions.JedisConnectionException if there is no answer
   */
  EngineException read(RedisConnection connection, HostAndPort address) {
    long have;
    try {
      have = (Long) connection.reply();
    } catch (JedisDataException e) {
      return Failures.ofReply(e, address);
    }
    return have >= replicas
        ? null
        : new EngineException(
            EngineException.Kind.UNAVAILABLE,
            "written, but only " + have + " replicas of Redis at " + address + " have it");
  }
}
