package dev.memotor.server.observe.watch;

/** A client that watches events. */
public interface Watcher {

  /**
   * Accepts a line or drops it, without waiting: a slow watcher loses lines but slows nobody down.
   * Called on any thread.
   */
  boolean offer(byte[] line);
}
