package dev.memotor.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads the samples of a flight recording. Threads in native code are sampled as well, because that
 * is where the kernel's share of the network shows; those that only wait there are left out.
 */
final class RecordedStacks {

  private static final Set<String> SAMPLES =
      Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

  /** Native methods in which a thread waits and uses no CPU. */
  private static final Set<String> WAITS =
      Set.of(
          "io.netty.channel.epoll.Native.epollWait",
          "io.netty.channel.epoll.Native.epollWait0",
          "io.netty.channel.uring.Native.ioUringEnter",
          "sun.nio.ch.EPoll.wait",
          "sun.nio.ch.Net.accept",
          "sun.nio.ch.Net.poll",
          "java.lang.ProcessImpl.waitForProcessExit0",
          "java.lang.ProcessHandleImpl.waitForProcessExit0");

  private final boolean byThread;

  /**
   * @param byThread whether each thread gets its own bar
   */
  RecordedStacks(boolean byThread) {
    this.byThread = byThread;
  }

  StackTree read(Path recording) throws IOException {
    StackTree root = new StackTree("all");
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (SAMPLES.contains(event.getEventType().getName())) {
          add(root, event);
        }
      }
    }
    return root;
  }

  private void add(StackTree root, RecordedEvent event) {
    RecordedStackTrace trace = event.getStackTrace();
    if (trace == null || trace.getFrames().isEmpty() || isWaiting(trace.getFrames().get(0))) {
      return;
    }
    List<String> frames = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      frames.add(name(frame));
    }
    if (byThread) {
      RecordedThread thread = event.getThread("sampledThread");
      frames.add("thread " + (thread == null ? "?" : thread.getJavaName()));
    }
    Collections.reverse(frames);
    root.add(frames);
  }

  private static boolean isWaiting(RecordedFrame innermost) {
    return WAITS.contains(name(innermost));
  }

  private static String name(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return method == null ? "?" : method.getType().getName() + "." + method.getName();
  }
}
