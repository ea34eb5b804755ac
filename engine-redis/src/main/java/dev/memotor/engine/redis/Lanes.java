package dev.memotor.engine.redis;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes of an engine; each key belongs to one of them. Thread-safe. */
final class Lanes {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final RedisContext context;
  private final RedisSettings.Timeouts timeouts;
  private final long timeoutNanos;
  private final Lane[] lanes;

  /**
   * Creates the lanes.
   *
   * @param links creates the links of each
   */
  Lanes(RedisSettings settings, RedisContext context, IntFunction<Links> links) {
    this.context = context;
    this.timeouts = settings.timeouts();
    this.timeoutNanos = timeouts.operation().toNanos();
    this.lanes = new Lane[settings.pipelining().lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] =
          new Lane(
              "memotor-redis-lane-" + i,
              context,
              links.apply(i),
              new LaneQueue(settings.pipelining().queue()),
              settings.pipelining().batch());
    }
  }

  void start() {
    for (Lane lane : lanes) {
      lane.start();
    }
  }

  /** Submits all operations of a batch. */
  void execute(Batch batch) {
    long nanoTime = System.nanoTime();
    int size = batch.size();
    for (int i = 0; i < size; i++) {
      Lane lane = lane(batch.operation(i).key());
      long deadline = lane.clock().at(nanoTime) + timeoutNanos;
      submit(lane, OperationCommand.of(context, batch, i, deadline));
    }
    for (Lane lane : lanes) {
      lane.queue().wake();
    }
  }

  private void submit(Lane lane, RedisCommand command) {
    switch (lane.queue().offer(command)) {
      case ACCEPTED -> {}
      case FULL -> {
        context.counters().busy.increment();
        command.fail(
            new EngineException(
                EngineException.Kind.BUSY,
                "too many operations wait for Redis; option 'queue' sets how many may"));
      }
      case CLOSED -> command.fail(Failures.closing());
    }
  }

  /** Submits one of the engine's own commands. */
  CompletableFuture<Long> submit(EngineCommand command) {
    if (!lane(command.key).queue().offerUnbounded(command)) {
      command.fail(Failures.closing());
    }
    return command.reply();
  }

  /** Returns the deadline of a command on a key that may take this long from now. */
  long deadline(Key key, long nanos) {
    return lane(key).clock().now() + nanos;
  }

  /** Returns the lane of a key. The lowest bits are left to others who hash keys. */
  private Lane lane(Key key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return lanes[(hash >>> 8) % lanes.length];
  }

  /** Begins a flush in all lanes. */
  List<CompletableFuture<Void>> beginFlush() {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    for (Lane lane : lanes) {
      begun.add(lane.beginFlush());
    }
    return begun;
  }

  /** Ends a flush in all lanes. */
  void endFlush() {
    for (Lane lane : lanes) {
      lane.endFlush();
    }
  }

  /** Ends what takes too long. Called periodically. */
  void watch() {
    EngineException timeout =
        new EngineException(
            EngineException.Kind.TIMEOUT,
            "Redis did not answer within " + timeouts.operation().toMillis() + " ms");
    for (Lane lane : lanes) {
      lane.watch(timeoutNanos + timeoutNanos / 2, timeout);
    }
  }

  int size() {
    return lanes.length;
  }

  /** Returns how many operations wait to be sent. */
  int waiting() {
    int waiting = 0;
    for (Lane lane : lanes) {
      waiting += lane.queue().size();
    }
    return waiting;
  }

  /** Returns what the nodes reported last about what they hold. */
  NodeFigures figures() {
    return lanes[0].figures();
  }

  /** Ends the lanes after what was submitted. */
  void close() throws InterruptedException {
    for (Lane lane : lanes) {
      lane.close();
    }
    // What waits ends within its timeout, and a connection attempt within that of connecting.
    long millis = timeouts.operation().toMillis() * 2 + timeouts.connect().toMillis() + 100;
    for (Lane lane : lanes) {
      if (!lane.awaitEnd(millis)) {
        LOG.warn("a lane to Redis did not end in time");
      }
    }
  }
}
