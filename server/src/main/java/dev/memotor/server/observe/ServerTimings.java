package dev.memotor.server.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The times of all event loops together, since the start. */
public final class ServerTimings {

  private final boolean on;
  private final List<LoopTimings> loops = new CopyOnWriteArrayList<>();

  /**
   * No loops yet.
   *
   * @param on whether anything is measured at all: without an admin endpoint nobody would see it
   */
  public ServerTimings(boolean on) {
    this.on = on;
  }

  /** Times for one more event loop; null if nothing is measured. */
  public LoopTimings add() {
    if (!on) {
      return null;
    }
    LoopTimings timings = new LoopTimings();
    loops.add(timings);
    return timings;
  }

  public Distribution of(CommandKind kind) {
    long[] counts = Histogram.newCounts();
    loops.forEach(loop -> loop.of(kind).addTo(counts));
    return new Distribution(counts);
  }

  public Distribution of(Measure measure) {
    long[] counts = Histogram.newCounts();
    loops.forEach(loop -> loop.of(measure).addTo(counts));
    return new Distribution(counts);
  }

  /** All commands, whatever their kind. */
  public Distribution ofAllCommands() {
    long[] counts = Histogram.newCounts();
    for (LoopTimings loop : loops) {
      for (CommandKind kind : CommandKind.values()) {
        loop.of(kind).addTo(counts);
      }
    }
    return new Distribution(counts);
  }
}
