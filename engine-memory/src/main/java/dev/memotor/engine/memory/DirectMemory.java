package dev.memotor.engine.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.memotor.engine.EngineException;
import java.lang.management.ManagementFactory;

/** Checks that the JVM allows as much direct memory as a memory limit asks for. */
final class DirectMemory {

  private DirectMemory() {}

  static boolean hasRoomFor(long limit) {
    return limit <= most();
  }

  private static long most() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return set == 0 ? Runtime.getRuntime().maxMemory() : set;
  }

  static void requireRoomFor(long limit) {
    if (!hasRoomFor(limit)) {
      throw new EngineException(
          EngineException.Kind.CONFIGURATION,
          "the memory limit (-m) is "
              + (limit >> 20)
              + " MB, but the JVM allows only "
              + (most() >> 20)
              + " MB of direct memory; choose a lower limit, or raise -XX:MaxDirectMemorySize");
    }
  }
}
