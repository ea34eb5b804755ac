package dev.memotor.engine.redis;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.support.AccessRecord;

/** What all lanes of an engine share. Thread-safe. */
record RedisContext(
    RedisKeys keys,
    CasBlocks casBlocks,
    AccessRecord access,
    EngineClock clock,
    Counters counters) {}
