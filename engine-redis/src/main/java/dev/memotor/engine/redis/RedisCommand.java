package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * A command on its way to Redis and back. Ends exactly once, with its reply or a failure, whichever
 * comes first.
 */
abstract class RedisCommand {

  private static final int MAX_ATTEMPTS = 32;
  private static final VarHandle ENDED;

  static {
    try {
      ENDED = MethodHandles.lookup().findVarHandle(RedisCommand.class, "ended", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Key key;
  final byte[] redisKey;
  final int slot;
  private final long deadline;

  @SuppressWarnings("unused") // by its VarHandle
  private volatile boolean ended;

  /** Where to send it once instead of to the slot's master; for the lane's thread. */
  @Nullable HostAndPort askTarget;

  /** Whether it must be sent again in the next round; for the lane's thread. */
  boolean again;

  /** Whether the old item must be erased first, see {@link FlushGuard}; for the lane's thread. */
  boolean mustErase;

  private int attempts;

  /**
   * Creates a command.
   *
   * @param deadline by the {@link LaneClock} of the key's lane
   */
  RedisCommand(RedisKeys keys, Key key, long deadline) {
    this.key = key;
    this.redisKey = keys.redisKey(key);
    this.slot = keys.slot(redisKey);
    this.deadline = deadline;
  }

  /** Returns roughly how many bytes the command holds while it waits. */
  abstract int weight();

  /** Returns whether {@link #send} takes a CAS number. */
  boolean needsCas() {
    return false;
  }

  /**
   * Writes the command to the connection's buffer.
   *
   * @param cas a new CAS number if the command needs one, else 0
   */
  abstract void send(RedisConnection connection, long cas, long now);

  /**
   * Ends the command with its reply, or asks for another round.
   *
   * @return false if it must be sent again
   */
  abstract boolean receive(Object reply);

  /**
   * Returns the reply to assume when Redis answers that the key holds another type; null if that is
   * an error.
   */
  @Nullable Object replyOfForeign() {
    return null;
  }

  /** Returns whether it is harmless to send the command again. */
  abstract boolean isRepeatable();

  /** Returns whether the command, as it is sent now, may change what Redis holds. */
  boolean changesItem() {
    return mustErase || !isRepeatable();
  }

  /** Notifies the owner of the failure. */
  abstract void onFailure(EngineException failure);

  /** Claims the right to end the command. */
  final boolean tryEnd() {
    return ENDED.compareAndSet(this, false, true);
  }

  final boolean isEnded() {
    return ended;
  }

  final void fail(EngineException failure) {
    if (tryEnd()) {
      onFailure(failure);
    }
  }

  /** Returns whether it was sent so often that the nodes seem to disagree and need a moment. */
  final boolean isRedirectedInCircles() {
    return attempts > MAX_ATTEMPTS / 8;
  }

  final boolean isOverdue(long now) {
    return now - deadline >= 0;
  }

  /** Sends the command again in the next round, unless it has been sent too often. */
  final void repeat(@Nullable String reason) {
    attempts++;
    if (attempts >= MAX_ATTEMPTS) {
      fail(
          new EngineException(
              EngineException.Kind.UNAVAILABLE,
              "gave up after " + attempts + " attempts: " + reason));
    } else {
      again = true;
    }
  }
}
