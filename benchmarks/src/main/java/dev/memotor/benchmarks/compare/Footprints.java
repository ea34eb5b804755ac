package dev.memotor.benchmarks.compare;

import dev.memotor.bench.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures resident memory: fills one server at a time, each started afresh. */
final class Footprints {

  private final Plan plan;
  private final Path directory;
  private final PrintWriter log;
  private final Map<Footprint, Map<String, Long>> bytes = new LinkedHashMap<>();
  private boolean hasErrors;

  /**
   * Prepares; measures nothing yet.
   *
   * @param plan of which connections and threads are used
   */
  Footprints(Plan plan, Path directory, PrintWriter log) {
    this.plan = plan;
    this.directory = directory;
    this.log = log;
  }

  void run(Footprint footprint, List<Contender> contenders, Deadline deadline) throws IOException {
    Plan filling = plan.with(plan.rounds(), plan.measured(), footprint.items());
    for (Contender contender : contenders) {
      if (!deadline.isOver()) {
        Path own = directory.resolve(footprint.name()).resolve(contender.name());
        try (RunningContender server =
            new RunningContender(contender, Files.createDirectories(own))) {
          Measurement filled = server.fill(footprint.data(), filling);
          hasErrors |= filled.errors() > 0;
          long resident = server.residentBytes();
          bytes
              .computeIfAbsent(footprint, key -> new LinkedHashMap<>())
              .put(contender.name(), resident);
          log.printf(
              Locale.ROOT,
              "%s, %s: %,d MB%s%n",
              footprint.title(),
              contender.label(),
              resident >> 20,
              filled.errors() == 0 ? "" : ", ERRORS: " + filled.errorSamples());
        }
      }
    }
  }

  /** Resident bytes by the names of contenders. */
  Map<Footprint, Map<String, Long>> bytes() {
    return bytes;
  }

  boolean hasErrors() {
    return hasErrors;
  }
}
