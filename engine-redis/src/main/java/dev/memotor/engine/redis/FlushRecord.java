package dev.memotor.engine.redis;

import dev.memotor.engine.Exptime;
import dev.memotor.engine.Key;
import java.util.concurrent.CompletableFuture;

/**
 * The scheduled flush, as a key in Redis that all processes with this prefix read once a second.
 * When its time has come, one of them claims it and removes the items; if that one dies, its claim
 * expires and another takes over.
 */
final class FlushRecord {

  private final Lanes lanes;
  private final RedisKeys keys;
  private final Key key;
  private final long timeoutNanos;
  private volatile long scheduled = Exptime.NEVER;

  FlushRecord(Lanes lanes, RedisKeys keys, long timeoutNanos) {
    this.lanes = lanes;
    this.keys = keys;
    this.key = keys.flushRecord();
    this.timeoutNanos = timeoutNanos;
  }

  /** Returns the time read last; also {@link Exptime#NEVER} while another process is flushing. */
  long scheduled() {
    return scheduled;
  }

  /** Reads the record. */
  CompletableFuture<Long> look() {
    EngineCommand look =
        new EngineCommand(keys, key, deadline(), Script.FLUSH, arguments("look", Exptime.NEVER)) {
          @Override
          boolean changesItem() {
            return false;
          }
        };
    return lanes.submit(look).thenApply(this::saw);
  }

  /** Sets the time, or drops it. */
  CompletableFuture<Long> set(long at) {
    return change("set", at).thenApply(done -> saw(at));
  }

  /** Claims the flush that is due. Completes with its time, or with NEVER if there is none. */
  CompletableFuture<Long> claim() {
    return change("claim", Exptime.NEVER)
        .thenApply(
            at -> {
              saw(Exptime.NEVER);
              return at;
            });
  }

  /** Renews the claim to a flush that takes long. */
  CompletableFuture<Long> keep(long at) {
    return change("keep", at);
  }

  /** Removes the record after its flush. */
  CompletableFuture<Long> drop(long at) {
    return change("drop", at);
  }

  private long saw(long at) {
    scheduled = at;
    return at;
  }

  /** Each may be sent twice without harm: a repeated claim only expires first. */
  private CompletableFuture<Long> change(String action, long at) {
    return lanes.submit(
        new EngineCommand(keys, key, deadline(), Script.FLUSH, arguments(action, at)));
  }

  private long deadline() {
    return lanes.deadline(key, timeoutNanos);
  }

  private static byte[][] arguments(String action, long at) {
    return new byte[][] {Ascii.bytes(action), Ascii.number(at)};
  }
}
