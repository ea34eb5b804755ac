package dev.memotor.conformance;

import dev.memotor.server.MemotorServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** memotor's command line means what memcached's does. */
final class MemotorStartedConformanceTest extends StartedConformanceBase {

  @Override
  StartedServer start(Path place, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--engine", "memory", "--admin", "none"));
    arguments.addAll(options);
    return MemotorProcess.start(place, arguments.toArray(new String[0]));
  }

  @Override
  ServerVersion level() {
    return ServerVersion.parse(MemotorServer.MEMCACHED_VERSION);
  }

  @Override
  Set<String> deviations() {
    return Deviations.load().ofMemotor(false);
  }
}
