package dev.memotor.conformance;

import dev.memotor.conformance.cases.ConformanceSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case against the real memcached, each release that can be run here: a case that is wrong is
 * found here. The releases run side by side, because most of the time goes into waiting.
 */
@Tag("slow")
class MemcachedConformanceTest {

  @TestFactory
  Stream<DynamicNode> releases() throws Exception {
    List<MemcachedProgram> programs = List.copyOf(MemcachedProgram.available());
    List<DynamicNode> nodes = new ArrayList<>();
    ExecutorService sideBySide = Executors.newCachedThreadPool();
    try {
      List<Future<List<DynamicNode>>> runs = new ArrayList<>();
      for (MemcachedProgram program : programs) {
        runs.add(sideBySide.submit(() -> run(program)));
      }
      for (int i = 0; i < runs.size(); i++) {
        nodes.add(DynamicContainer.dynamicContainer(programs.get(i).toString(), runs.get(i).get()));
      }
    } finally {
      sideBySide.shutdownNow();
    }
    return nodes.stream();
  }

  private static List<DynamicNode> run(MemcachedProgram program) throws Exception {
    try (MemcachedProcess memcached = MemcachedProcess.start(program)) {
      return ConformanceTestBase.run(
          ConformanceSuite.load(), memcached.address(), program.version(), Set.of());
    }
  }
}
