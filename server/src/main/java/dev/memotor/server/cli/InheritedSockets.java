package dev.memotor.server.cli;

import dev.memotor.server.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sockets that a service manager has opened and listens on: systemd's socket activation. */
final class InheritedSockets {

  /** Behind standard input, output and error. */
  private static final int FIRST = 3;

  private InheritedSockets() {}

  /**
   * The descriptors meant for this process; none if there are none, or they are another's.
   *
   * @throws ConfigurationException if their number is none
   */
  static List<Integer> of(Map<String, String> environment, long processId) {
    String count = environment.get("LISTEN_FDS");
    if (count == null || !Long.toString(processId).equals(environment.get("LISTEN_PID"))) {
      return List.of();
    }
    if (!count.matches("\\d{1,3}")) {
      throw new ConfigurationException("LISTEN_FDS " + count + ": this is no number of sockets");
    }
    return IntStream.range(FIRST, FIRST + Integer.parseInt(count)).boxed().toList();
  }
}
