package dev.memotor.bench.tally;

import java.util.ArrayList;
import java.util.List;

/**
 * Where one worker counts. Each interval has its own tally, which the worker hands over when it is
 * full: so nothing is shared, and nothing locked, for an operation.
 */
public final class Recorder {

  /** Takes full tallies; called on the worker's thread. */
  public interface Drain {
    void take(int interval, Tally tally);
  }

  private static final int SAMPLES = 5;

  private final Drain drain;
  private final List<String> samples = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Timeline timeline;

  private int interval;
  private long intervalEnd;
  private long lastArrival;
  private Tally tally = new Tally();

  public Recorder(Drain drain) {
    this.drain = drain;
  }

  public void begin(Timeline newTimeline) {
    timeline = newTimeline;
    interval = newTimeline.intervalAt(newTimeline.start());
    intervalEnd = newTimeline.intervalEnd(newTimeline.start());
    lastArrival = newTimeline.start();
  }

  /** Something was received on some connection. */
  public void arrived(long now) {
    tally.silence(now - lastArrival);
    lastArrival = now;
  }

  /** Called often enough that an interval ends when it should. */
  public void tick(long now) {
    // So that a silence which lasts to the end counts, too.
    tally.silence(now - lastArrival);
    if (now >= intervalEnd) {
      handOver();
      interval = timeline.intervalAt(now);
      intervalEnd = timeline.intervalEnd(now);
    }
  }

  /** Hands over what there is; what comes from now on is outside the measurement. */
  public void end() {
    handOver();
    interval = Timeline.OUTSIDE;
    intervalEnd = Long.MAX_VALUE;
  }

  private void handOver() {
    drain.take(interval, tally);
    tally = new Tally();
  }

  public Tally tally() {
    return tally;
  }

  public void error(ErrorKind kind, String sample) {
    tally.error(kind);
    if (samples.size() < SAMPLES) {
      samples.add(kind.meaning() + ": " + sample);
    }
  }

  /** The first errors, in words. */
  public List<String> samples() {
    return samples;
  }
}
