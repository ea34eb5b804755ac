package dev.memotor.bench;

import java.time.Duration;
import java.util.Optional;

/** CPU time that processes have used, all of their threads together. */
final class ProcessCpu {

  private ProcessCpu() {}

  /** In nanoseconds, to the clock tick of the system; -1 if there is no such process. */
  static long of(long pid) {
    return nanos(ProcessHandle.of(pid));
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
