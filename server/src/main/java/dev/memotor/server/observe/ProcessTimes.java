package dev.memotor.server.observe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The CPU time of this process, in user mode and in the kernel.
 *
 * @param userNanos nanoseconds
 * @param systemNanos nanoseconds
 */
public record ProcessTimes(long userNanos, long systemNanos) {

  private static final Path STAT = Path.of("/proc/self/stat");

  /** Fields behind the command's closing parenthesis: state is the first. */
  private static final int USER_FIELD = 11;

  private static final int SYSTEM_FIELD = 12;
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Linux has both; elsewhere the JVM knows the sum only, which is taken as user time. */
  static ProcessTimes read() {
    if (Files.isReadable(STAT)) {
      try {
        String stat = Files.readString(STAT);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessTimes(
            Long.parseLong(fields[USER_FIELD]) * NANOS_PER_TICK,
            Long.parseLong(fields[SYSTEM_FIELD]) * NANOS_PER_TICK);
      } catch (IOException e) {
        return ofJvm();
      }
    }
    return ofJvm();
  }

  private static ProcessTimes ofJvm() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? new ProcessTimes(Math.max(0, system.getProcessCpuTime()), 0)
        : new ProcessTimes(0, 0);
  }
}
