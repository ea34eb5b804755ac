package dev.memotor.engine.redis;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What the engine counts about itself. */
final class Counters {

  final LongAdder operations = new LongAdder();
  final LongAdder stored = new LongAdder();
  final LongAdder pipelines = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAccumulator longestPipeline = new LongAccumulator(Math::max, 0);
  final LongAdder connects = new LongAdder();
  final LongAdder connectionsLost = new LongAdder();
  final LongAdder scriptReloads = new LongAdder();
  final LongAdder redirections = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder casReservations = new LongAdder();
  final LongAdder changesTold = new LongAdder();
  final LongAdder trackingLosses = new LongAdder();
}
