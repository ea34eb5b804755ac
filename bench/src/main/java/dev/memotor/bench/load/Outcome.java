package dev.memotor.bench.load;

import dev.memotor.bench.tally.Interval;
import dev.memotor.bench.tally.Tally;
import dev.memotor.bench.workload.OperationKind;
import java.util.List;

/**
 * What was measured.
 *
 * @param total everything within the measured time
 * @param series one entry for each full interval of it
 * @param errorsOutside errors while filling, warming up, and after the end
 * @param errorSamples the first errors, in words
 * @param serverCpuNanos CPU time of each of the server's processes in the measured time
 * @param ownCpuNanos the same of the generator
 */
public record Outcome(
    String target,
    Load load,
    Effort effort,
    double seconds,
    Tally total,
    List<Interval> series,
    long errorsOutside,
    List<String> errorSamples,
    List<Long> serverCpuNanos,
    long ownCpuNanos) {

  public double itemsPerSecond() {
    return total.items() / seconds;
  }

  public double itemsPerSecond(OperationKind kind) {
    return total.items(kind) / seconds;
  }

  public long errors() {
    return total.errors() + errorsOutside;
  }

  /** Hits of what was got, from 0 to 1; NaN without any get. */
  public double hitRatio() {
    return (double) total.hits() / (total.hits() + total.misses());
  }

  /** Microseconds of the server's CPU for each item, all processes together; NaN if not known. */
  public double serverCpuMicros() {
    return serverCpuNanos.isEmpty() ? Double.NaN : perItem(totalServerCpuNanos());
  }

  public long totalServerCpuNanos() {
    return serverCpuNanos.stream().mapToLong(nanos -> nanos).sum();
  }

  public double ownCpuMicros() {
    return perItem(ownCpuNanos);
  }

  /** Microseconds for each item. */
  public double perItem(long nanos) {
    return total.items() == 0 ? Double.NaN : nanos / 1000.0 / total.items();
  }
}
