package dev.memotor.conformance;

import dev.memotor.conformance.wire.ServerVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cases with options on the installed memcached, if there is one: proves the cases right. */
class MemcachedStartedConformanceTest extends StartedConformanceBase {

  private final MemcachedProgram program;

  MemcachedStartedConformanceTest() throws IOException {
    program = program().orElse(null);
  }

  Optional<MemcachedProgram> program() throws IOException {
    return MemcachedProgram.installed();
  }

  @Override
  StartedServer start(Path place, List<String> options) throws IOException, InterruptedException {
    return program == null ? null : MemcachedProcess.start(program, options.toArray(new String[0]));
  }

  @Override
  ServerVersion level() {
    return program.version();
  }

  @Override
  Set<String> deviations() {
    return Set.of();
  }
}
