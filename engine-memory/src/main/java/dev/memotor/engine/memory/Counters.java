package dev.memotor.engine.memory;

import dev.memotor.engine.EngineClock;
import dev.memotor.engine.Item;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the engine was opened; counted by many threads. */
record Counters(EngineClock clock, LongAdder stored, LongAdder evictions, LongAdder expired) {

  Counters(EngineClock clock) {
    this(clock, new LongAdder(), new LongAdder(), new LongAdder());
  }

  /** An item went because memory was short; one that had expired anyway is no loss. */
  void evicted(Item item) {
    (item.isExpired(clock.now()) ? expired : evictions).increment();
  }
}
