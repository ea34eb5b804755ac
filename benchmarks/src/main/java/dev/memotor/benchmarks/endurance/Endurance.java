package dev.memotor.benchmarks.endurance;

import dev.memotor.bench.Bench;
import dev.memotor.bench.Measurement;
import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sets in a closed loop, for as long as is wanted, and a look at the disk at the end of each
 * interval.
 *
 * @param keys how many, of which each set takes one at random
 */
record Endurance(int keys, String valueSize, int connections, Duration length, Duration interval) {

  /** What was measured, as a whole and in its course. */
  record Result(Measurement all, Course course) {}

  Result run(ServerProcess server, Path data, PrintWriter log) throws IOException {
    FutureTask<Measurement> load = new FutureTask<>(() -> Bench.measure(arguments(server)));
    long begin = System.nanoTime();
    Thread thread = new Thread(load, "endurance-load");
    // The load ends by itself; who gives up before should not have to wait for it.
    thread.setDaemon(true);
    thread.start();
    List<Long> diskBytes = new ArrayList<>();
    while (true) {
      long due = begin + (diskBytes.size() + 1) * interval.toNanos();
      Measurement all = await(load, due);
      long bytes = DirectorySize.of(data);
      if (all != null) {
        return new Result(all, course(all, diskBytes, bytes));
      }
      diskBytes.add(bytes);
      log.printf(
          Locale.ROOT,
          "%,.0f of %,d s, %,.1f GB on disk%n",
          (System.nanoTime() - begin) / 1e9,
          length.toSeconds(),
          bytes / 1e9);
    }
  }

  /** The load's result, or null if it is still under way when the time has come. */
  private static @Nullable Measurement await(FutureTask<Measurement> load, long due)
      throws IOException {
    try {
      return load.get(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted under load", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** The looks at the disk are about as many as the intervals: one more or one less. */
  private Course course(Measurement all, List<Long> diskBytes, long lastBytes) {
    List<Long> atEnds = new ArrayList<>(diskBytes);
    while (atEnds.size() < all.series().size()) {
      atEnds.add(lastBytes);
    }
    return new Course(
        all.series(), interval.toNanos() / 1e9, atEnds.subList(0, all.series().size()));
  }

  private List<String> arguments(ServerProcess server) {
    return List.of(
        "127.0.0.1:" + server.port(),
        "--ratio",
        "0:1",
        "--no-fill",
        "--keys",
        Integer.toString(keys),
        "--value-size",
        valueSize,
        "--connections",
        Integer.toString(connections),
        "--warm-up",
        "0",
        "--duration",
        length.toMillis() + "ms",
        "--interval",
        interval.toMillis() + "ms",
        "--timeout",
        "60s",
        "--pid",
        Long.toString(server.pid()));
  }
}
