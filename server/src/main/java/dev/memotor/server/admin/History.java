package dev.memotor.server.admin;

import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.Snapshot;
import dev.memotor.server.observe.counters.KeyCounter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the last second, and the last hour in steps of five seconds, of every series and of up to
 * {@value #MAX_CURVES} counters.
 */
final class History {

  static final int STEP_SECONDS = 5;

  /** Points of an hour. */
  static final int LENGTH = 3600 / STEP_SECONDS;

  /** Each takes about 6 KB. */
  private static final int MAX_CURVES = 1000;

  /** The curve of counters that have none. */
  private static final Curve EMPTY = new Curve();

  private final Observatory observatory;
  private final double[][] points = new double[LENGTH][];
  private final Map<KeyCounter, Curve> curves = new HashMap<>();
  private long taken;
  private long ticks;
  private Snapshot lastSecond;
  private Snapshot lastStep;
  private double[] live;

  History(Observatory observatory) {
    this.observatory = observatory;
    lastSecond = observatory.snapshot();
    lastStep = lastSecond;
    live = Series.points(lastSecond.since(lastSecond));
  }

  /** Takes a snapshot; call it every second. */
  void tick() {
    Snapshot now = observatory.snapshot();
    synchronized (this) {
      live = Series.points(now.since(lastSecond));
      lastSecond = now;
      ticks++;
      if (ticks % STEP_SECONDS == 0) {
        points[(int) (taken % LENGTH)] = Series.points(now.since(lastStep));
        lastStep = now;
        takeCurves(now);
        taken++;
      } else if (ticks % STEP_SECONDS == STEP_SECONDS - 1) {
        // In time for the next point.
        observatory.refreshCounters();
      }
    }
  }

  private void takeCurves(Snapshot now) {
    observatory.makeRoom(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()));
    curves.keySet().removeIf(counter -> !observatory.has(counter));
    for (KeyCounter counter : now.keyCounters()) {
      Curve curve = curves.get(counter);
      if (curve == null) {
        if (curves.size() == MAX_CURVES) {
          continue;
        }
        curve = new Curve();
        curves.put(counter, curve);
      }
      curve.add(counter, taken, STEP_SECONDS);
    }
  }

  /** Returns the figures of the last second. */
  synchronized double[] live() {
    return live;
  }

  synchronized Snapshot latest() {
    return lastSecond;
  }

  /** Returns the number after that of the latest point. */
  synchronized long end() {
    return taken;
  }

  /** Returns the number of the oldest point kept. */
  synchronized long begin() {
    return Math.max(0, taken - LENGTH);
  }

  /** Returns a point of every series; its number is between {@link #begin} and {@link #end}. */
  synchronized double[] point(long number) {
    return points[(int) (number % LENGTH)];
  }

  /** Writes a counter's points, starting at a number, as two lists: values and rates. */
  synchronized void writeCurve(JsonText json, KeyCounter counter, long from) {
    Curve curve = curves.getOrDefault(counter, EMPTY);
    long begin = Math.min(taken, Math.max(Math.max(from, begin()), curve.begunAt()));
    json.name("from").unsigned(begin).name("values").open('[');
    for (long number = begin; number < taken; number++) {
      json.rounded(curve.value(number));
    }
    json.close(']').name("rates").open('[');
    for (long number = begin; number < taken; number++) {
      json.rounded(curve.rate(number));
    }
    json.close(']');
  }

  /** Returns how much was added to and taken from a counter per second in the last step. */
  synchronized double rate(KeyCounter counter) {
    return taken == 0 ? 0 : curves.getOrDefault(counter, EMPTY).rate(taken - 1);
  }
}
