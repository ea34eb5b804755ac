package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Listening sockets passed by a service manager: systemd's socket activation. */
final class InheritedSockets {

  /** The first descriptor after standard input, output and error. */
  private static final int FIRST = 3;

  private InheritedSockets() {}

  /**
   * Returns the descriptors passed to this process.
   *
   * @throws ConfigurationException if {@code LISTEN_FDS} is not a number
   */
  static List<Integer> of(Map<String, String> environment, long processId) {
    String count = environment.get("LISTEN_FDS");
    if (count == null || !Long.toString(processId).equals(environment.get("LISTEN_PID"))) {
      return List.of();
    }
    if (!count.matches("\\d{1,3}")) {
      throw new ConfigurationException("LISTEN_FDS " + count + ": give the number of sockets");
    }
    return IntStream.range(FIRST, FIRST + Integer.parseInt(count)).boxed().toList();
  }
}
