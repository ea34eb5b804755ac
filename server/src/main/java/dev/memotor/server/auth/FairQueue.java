package dev.memotor.server.auth;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Computations that wait for a thread. The sources take turns. */
final class FairQueue {

  /** The most that may wait for one source. */
  static final int MAX_WAITING = 16;

  /** In the order of turns; no queue is empty. */
  private final Map<Source, Queue<Runnable>> bySource = new LinkedHashMap<>();

  /** Adds a computation; false if too many of the source are waiting. */
  synchronized boolean offer(Source source, Runnable computation) {
    Queue<Runnable> queue = bySource.computeIfAbsent(source, key -> new ArrayDeque<>());
    return queue.size() < MAX_WAITING && queue.add(computation);
  }

  /** Takes the next computation; null if none waits. */
  synchronized @Nullable Runnable poll() {
    Iterator<Map.Entry<Source, Queue<Runnable>>> sources = bySource.entrySet().iterator();
    if (!sources.hasNext()) {
      return null;
    }
    Map.Entry<Source, Queue<Runnable>> first = sources.next();
    Source source = first.getKey();
    Queue<Runnable> queue = first.getValue();
    sources.remove();
    Runnable computation = queue.remove();
    if (!queue.isEmpty()) {
      bySource.put(source, queue);
    }
    return computation;
  }

  /** Removes a computation that has not been polled. */
  synchronized void remove(Source source, Runnable computation) {
    Queue<Runnable> queue = bySource.get(source);
    if (queue != null && queue.remove(computation) && queue.isEmpty()) {
      bySource.remove(source);
    }
  }
}
