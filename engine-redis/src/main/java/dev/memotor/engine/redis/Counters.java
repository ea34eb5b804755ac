package dev.memotor.engine.redis;

import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** The engine's counters. */
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
  final LongAdder changesReceived = new LongAdder();
  final LongAdder trackingInterruptions = new LongAdder();

  /** Adds the counters that every engine has to its details. */
  void addTo(Map<String, String> details) {
    details.put("operations", operations.toString());
    details.put("pipelines", pipelines.toString());
    details.put("commands", commands.toString());
    details.put("longest_pipeline", longestPipeline.toString());
    details.put("connections_made", connects.toString());
    details.put("connections_lost", connectionsLost.toString());
    details.put("redirections", redirections.toString());
    details.put("script_reloads", scriptReloads.toString());
    details.put("cas_reservations", casReservations.toString());
    details.put("timeouts", timeouts.toString());
    details.put("busy", busy.toString());
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
