package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The flush to come, as a key in Redis that all processes with this prefix look at once a second.
 * When its moment has come, one of them claims it and removes the items; should that one die, its
 * claim runs out and another takes over.
 */
final class FlushRecord {

  private final Function<Key, Lane> lanes;
  private final Key key;
  private final byte[] redisKey;
  private final int slot;
  private final long timeoutNanos;
  private volatile long scheduled = Exptime.NEVER;

  FlushRecord(Function<Key, Lane> lanes, RedisKeys keys, long timeoutNanos) {
    this.lanes = lanes;
    this.redisKey = keys.flushRecord();
    this.key = keys.itemKey(redisKey);
    this.slot = keys.slot(redisKey);
    this.timeoutNanos = timeoutNanos;
  }

  /** The moment read last; also {@link Exptime#NEVER} while another process is flushing. */
  long scheduled() {
    return scheduled;
  }

  /** Reads the record. */
  CompletableFuture<Long> look() {
    return call("look", Exptime.NEVER).thenApply(this::saw);
  }

  /** Sets the moment, or drops it. */
  CompletableFuture<Long> set(long at) {
    return call("set", at).thenApply(done -> saw(at));
  }

  /** Claims the flush that is due; completes with its moment, or with NEVER if there is none. */
  CompletableFuture<Long> claim() {
    return call("claim", Exptime.NEVER)
        .thenApply(
            at -> {
              saw(Exptime.NEVER);
              return at;
            });
  }

  /** Renews the claim to a flush that takes long. */
  CompletableFuture<Long> keep(long at) {
    return call("keep", at);
  }

  /** Removes the record after its flush. */
  CompletableFuture<Long> drop(long at) {
    return call("drop", at);
  }

  private long saw(long at) {
    scheduled = at;
    return at;
  }

  private CompletableFuture<Long> call(String action, long at) {
    RecordCall call = new RecordCall(action, at);
    if (!lanes.apply(key).queue().offerUnbounded(call)) {
      call.fail(new EngineException(EngineException.Kind.UNAVAILABLE, "the engine is closing"));
    }
    return call.reply;
  }

  /** Each may be sent twice without harm: a claim that is repeated only runs out first. */
  private final class RecordCall extends RedisCommand {

    private final CompletableFuture<Long> reply = new CompletableFuture<>();
    private final String action;
    private final long at;

    RecordCall(String action, long at) {
      super(
          FlushRecord.this.key,
          FlushRecord.this.redisKey,
          FlushRecord.this.slot,
          lanes.apply(FlushRecord.this.key).clock().now() + timeoutNanos);
      this.action = action;
      this.at = at;
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
      connection.script(
          Script.FLUSH, redisKey, Ascii.number(now), Ascii.bytes(action), Ascii.number(at));
    }

    @Override
    boolean receive(Object answer) {
      if (tryEnd()) {
        reply.complete((Long) answer);
      }
      return true;
    }

    @Override
    boolean isRepeatable() {
      return true;
    }

    @Override
    boolean changesItem() {
      return !action.equals("look");
    }

    @Override
    void onFailure(EngineException failure) {
      reply.completeExceptionally(failure);
    }
  }
}
