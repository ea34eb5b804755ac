package dev.memotor.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** CPU time that processes have used, all of their threads together. */
public final class ProcessCpu {

  private ProcessCpu() {}

  /** In nanoseconds, to the clock tick of the system; -1 if there is no such process. */
  public static long of(long pid) {
    return nanos(ProcessHandle.of(pid));
  }

  static List<Long> of(List<Long> pids) {
    return pids.stream().map(ProcessCpu::of).toList();
  }

  /** What each process used between two moments; 0 for one that has ended. */
  static List<Long> since(List<Long> before, List<Long> after) {
    return IntStream.range(0, before.size())
        .mapToObj(i -> Math.max(0, after.get(i) - before.get(i)))
        .toList();
  }

  static long ofThisProcess() {
    return nanos(Optional.of(ProcessHandle.current()));
  }

  private static long nanos(Optional<ProcessHandle> process) {
    return process
        .flatMap(found -> found.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(-1L);
  }
}
