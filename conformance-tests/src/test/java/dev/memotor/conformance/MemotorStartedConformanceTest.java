package dev.memotor.conformance;

import dev.memotor.conformance.cases.Deviations;
import dev.memotor.conformance.wire.ServerVersion;
import dev.memotor.server.MemotorServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** memotor's command line means what memcached's does. */
class MemotorStartedConformanceTest extends StartedConformanceBase {

  /** The engine; it keeps its files in the directory. */
  String engine(Path place) {
    return "memory";
  }

  @Override
  StartedServer start(Path place, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--engine", engine(place), "--admin", "none"));
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
