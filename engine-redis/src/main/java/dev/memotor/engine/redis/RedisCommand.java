package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import redis.clients.jedis.HostAndPort;

/**
 * A command on its way to Redis and back. Ends exactly once, by its reply or by a failure,
 * whichever comes first.
 */
abstract class RedisCommand extends Queued {

  private static final int MOST_ATTEMPTS = 32;
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
  final long deadline;

  @SuppressWarnings("unused") // by its VarHandle
  private volatile boolean ended;

  /** Where to send it instead of the slot's master, or null; for the lane's thread. */
  HostAndPort askTarget;

  /** Whether the reply at hand was not the last word; for the lane's thread. */
  boolean again;

  /** Whether the old item is to be erased first, see {@link FlushGuard}; for the lane's thread. */
  boolean mustErase;

  private int attempts;

  /**
   * Makes a call.
   *
   * @param deadline by the {@link LaneClock} of the key's lane
   */
  RedisCommand(Key key, byte[] redisKey, int slot, long deadline) {
    this.key = key;
    this.redisKey = redisKey;
    this.slot = slot;
    this.deadline = deadline;
  }

  /** How many bytes wait with it, roughly. */
  abstract int weight();

  /** How many CAS numbers {@link #send} takes: 0 or 1. */
  abstract int casNeeded();

  /** Writes the command, without sending it. */
  abstract void send(RedisConnection connection, CasNumbers cas, long now);

  /**
   * Ends the call with its reply, or asks for another round.
   *
   * @return false if it must be sent again
   */
  abstract boolean receive(Object reply);

  /**
   * The reply that counts in place of the error that the key holds another type; null if the error
   * does.
   */
  Object replyOfForeign() {
    return null;
  }

  /** Whether the command changes nothing, so that sending it again does no harm. */
  abstract boolean isRepeatable();

  /** Whether the command as it is sent now may change what Redis holds for a client. */
  boolean changesItem() {
    return mustErase || !isRepeatable();
  }

  /** Tells whoever waits. */
  abstract void onFailure(EngineException failure);

  /** Claims the right to end the call. */
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

  /** Whether it went round so often that the nodes seem to disagree: give them a moment. */
  final boolean isRedirectedInCircles() {
    return attempts > MOST_ATTEMPTS / 8;
  }

  final boolean isOverdue(long now) {
    return now - deadline >= 0;
  }

  /** Sends the call again in the next round, unless it has been round too often. */
  final void repeat(String why) {
    attempts++;
    if (attempts >= MOST_ATTEMPTS) {
      fail(
          new EngineException(
              EngineException.Kind.UNAVAILABLE, "sent " + attempts + " times in vain: " + why));
    } else {
      again = true;
    }
  }
}
