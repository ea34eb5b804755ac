package dev.memotor.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The same of a real memcached, if there is one: what a case asks for is what it does. */
final class MemcachedStartedConformanceTest extends StartedConformanceBase {

  private ServerVersion version;

  @Override
  StartedServer start(Path place, List<String> options) throws IOException, InterruptedException {
    MemcachedProcess started =
        MemcachedProcess.startIfInstalled(options.toArray(new String[0])).orElse(null);
    if (started != null) {
      version = started.version();
    }
    return started;
  }

  @Override
  ServerVersion level() {
    return version;
  }

  @Override
  Set<String> deviations() {
    return Set.of();
  }
}
