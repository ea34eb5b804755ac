package dev.memotor.conformance;

import java.io.IOException;
import java.util.Optional;

/** The cases with options on the newest memcached, if it was fetched. */
final class NewestMemcachedStartedConformanceTest extends MemcachedStartedConformanceTest {

  NewestMemcachedStartedConformanceTest() throws IOException {}

  @Override
  Optional<MemcachedProgram> program() throws IOException {
    return MemcachedProgram.newest();
  }
}
