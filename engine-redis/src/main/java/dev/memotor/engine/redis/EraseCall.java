package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.concurrent.CompletableFuture;

/** Removes what stands under a key if it is an item. */
final class EraseCall extends RedisCommand {

  private final CompletableFuture<Boolean> erased;

  /** Completes {@code erased} with whether there was one. */
  EraseCall(Key key, byte[] redisKey, int slot, long deadline, CompletableFuture<Boolean> erased) {
    super(key, redisKey, slot, deadline);
    this.erased = erased;
  }

  @Override
  int weight() {
    return redisKey.length;
  }

  @Override
  int casNeeded() {
    return 0;
  }

  @Override
  void send(RedisConnection connection, CasNumbers cas, long now) {
    connection.script(Script.ERASE, redisKey);
  }

  @Override
  boolean receive(Object reply) {
    if (tryEnd()) {
      erased.complete(((Long) reply) > 0);
    }
    return true;
  }

  /** The key was erased already, and what is there now came later. */
  void skip() {
    if (tryEnd()) {
      erased.complete(false);
    }
  }

  /** A key that was written since has its own protection, see {@link FlushGuard}. */
  @Override
  boolean isRepeatable() {
    return true;
  }

  @Override
  boolean changesItem() {
    return true;
  }

  @Override
  void onFailure(EngineException failure) {
    erased.completeExceptionally(failure);
  }
}
