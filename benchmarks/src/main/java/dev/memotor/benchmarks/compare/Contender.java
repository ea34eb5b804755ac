package dev.memotor.benchmarks.compare;

import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of those that are compared.
 *
 * @param name for the command line
 * @param label for tables
 * @param column the column of the targets that it is held to; null for none
 * @param resp whether it speaks Redis' protocol instead of memcached's
 */
record Contender(
    String name, String label, Workload.@Nullable Column column, boolean resp, Launcher launcher) {

  /** Starts its processes; the first one is the one to talk to. */
  interface Launcher {
    List<ServerProcess> start(Path directory) throws IOException;
  }
}
