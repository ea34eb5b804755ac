package dev.memotor.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Every case against a real memcached, if there is one: a case that is wrong is found here. */
class MemcachedConformanceTest extends ConformanceTestBase {

  private static MemcachedProcess memcached;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    memcached = MemcachedProcess.startIfInstalled().orElse(null);
  }

  @AfterAll
  static void stop() {
    if (memcached != null) {
      memcached.close();
    }
  }

  @Override
  protected InetSocketAddress target() {
    return memcached == null ? null : memcached.address();
  }

  @Override
  protected ServerVersion level() {
    return memcached.version();
  }
}
