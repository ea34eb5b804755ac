package dev.memotor.engine.redis;

import dev.memotor.engine.EngineStats;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** The engine's counters. */
final class Counters {

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
  final LongAdder changesReceived = new LongAdder();
  final LongAdder trackingInterruptions = new LongAdder();

  /** Adds the counters to the engine's details. */
  void addTo(EngineStats.Builder stats) {
    stats.detail("pipelines", pipelines);
    stats.detail("commands", commands);
    stats.detail("longest_pipeline", longestPipeline);
    stats.detail("connections_made", connects);
    stats.detail("connections_lost", connectionsLost);
    stats.detail("redirections", redirections);
    stats.detail("script_reloads", scriptReloads);
    stats.detail("cas_reservations", casReservations);
    stats.detail("timeouts", timeouts);
    stats.detail("busy", busy);
  }

  /** Counts a pipeline of this many commands. */
  void pipeline(int size) {
    if (size > 0) {
      pipelines.increment();
      commands.add(size);
      longestPipeline.accumulate(size);
    }
  }
}
