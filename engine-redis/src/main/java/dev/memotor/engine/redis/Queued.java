package dev.memotor.engine.redis;

/** What can stand in a lane's queue: a {@link RedisCommand} or a {@link LaneTask}. */
abstract class Queued {

  /** The next in the queue; for the {@link LaneQueue} only. */
  Queued next;
}
