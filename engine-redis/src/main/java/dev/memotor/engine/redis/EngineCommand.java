package dev.memotor.engine.redis;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.concurrent.CompletableFuture;

/** A script that the engine itself runs. All of them may be sent twice without harm. */
class EngineCommand extends RedisCommand {

  private final CompletableFuture<Long> reply = new CompletableFuture<>();
  private final Script script;
  private final byte[][] arguments;

  /**
   * Creates a command.
   *
   * @param arguments the script's arguments after the time
   */
  EngineCommand(RedisKeys keys, Key key, long deadline, Script script, byte[]... arguments) {
    super(keys, key, deadline);
    this.script = script;
    this.arguments = arguments;
  }

  /** Completes with the number that the script returns. */
  final CompletableFuture<Long> reply() {
    return reply;
  }

  /** Returns whether the command removes an item, and does nothing else. */
  final boolean isErase() {
    return script == Script.ERASE;
  }

  @Override
  int weight() {
    return redisKey.length;
  }

  @Override
  void send(RedisConnection connection, long cas, long now) {
    connection.script(script, redisKey, now, arguments);
  }

  @Override
  boolean receive(Object answer) {
    if (tryEnd()) {
      reply.complete(answer instanceof byte[] digits ? Ascii.parse(digits) : (Long) answer);
    }
    return true;
  }

  /** Ends the command without sending it: there is nothing to do. */
  final void skip() {
    if (tryEnd()) {
      reply.complete(0L);
    }
  }

  @Override
  final boolean isRepeatable() {
    return true;
  }

  @Override
  boolean changesItem() {
    return true;
  }

  @Override
  void onFailure(EngineException failure) {
    reply.completeExceptionally(failure);
  }
}
