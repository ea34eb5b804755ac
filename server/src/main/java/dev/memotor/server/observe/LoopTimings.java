package dev.memotor.server.observe;

import java.util.EnumMap;
import java.util.Map;

/** The times of one event loop, which alone adds to them; microseconds but for the batches. */
public final class LoopTimings {

  private static final long NANOS = 1000;

  private final Histogram[] commands = new Histogram[CommandKind.values().length];
  private final Map<Measure, Histogram> measures = new EnumMap<>(Measure.class);

  LoopTimings() {
    for (int i = 0; i < commands.length; i++) {
      commands[i] = new Histogram();
    }
    for (Measure measure : Measure.values()) {
      measures.put(measure, new Histogram());
    }
  }

  /** So many commands of a kind took so long from the turn's beginning to their replies. */
  public void commands(CommandKind kind, long nanos, long count) {
    commands[kind.ordinal()].add(nanos / NANOS, count);
  }

  public void engineCall(long nanos) {
    measures.get(Measure.ENGINE_CALL).add(nanos / NANOS, 1);
  }

  public void batch(int operations) {
    measures.get(Measure.BATCH_SIZE).add(operations, 1);
  }

  /** So long a task had to wait for the loop. */
  public void lag(long nanos) {
    measures.get(Measure.LOOP_LAG).add(nanos / NANOS, 1);
  }

  Histogram of(CommandKind kind) {
    return commands[kind.ordinal()];
  }

  Histogram of(Measure measure) {
    return measures.get(measure);
  }
}
