package dev.memotor.server.observe.watch;

/** A client that watches events. */
public interface Watcher {

  /**
   * Accepts a line or drops it, without waiting: a slow watcher loses lines but delays no one.
   * Called on any thread.
   */
  boolean offer(byte[] line);
}
