package dev.memotor.bench.load;

import dev.memotor.bench.tally.Nanos;
import dev.memotor.bench.tally.Tallies;
import dev.memotor.bench.tally.Tally;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line that is written over, for someone who watches; or nothing. */
public final class Progress {

  private final @Nullable PrintWriter out;
  private int written;

  private Progress(@Nullable PrintWriter out) {
    this.out = out;
  }

  public static Progress on(PrintWriter terminal) {
    return new Progress(terminal);
  }

  public static Progress none() {
    return new Progress(null);
  }

  void filling(long keys) {
    show(String.format(Locale.ROOT, "filling %,d keys ...", keys));
  }

  void measuring(double second, Tallies tallies, double intervalSeconds) {
    if (out == null) {
      return;
    }
    @Nullable Tally newest = tallies.newest();
    if (newest != null) {
      show(
          String.format(
              Locale.ROOT,
              "%4.0f s  %,10.0f ops/s  p99 %s  errors %d",
              second,
              newest.items() / intervalSeconds,
              Nanos.text(newest.latency().getValueAtPercentile(99)),
              newest.errors()));
    }
  }

  void end() {
    if (out != null && written > 0) {
      show("");
      out.print('\r');
      out.flush();
    }
  }

  private void show(String line) {
    if (out != null) {
      out.print('\r' + line + " ".repeat(Math.max(0, written - line.length())));
      out.flush();
      written = line.length();
    }
  }
}
