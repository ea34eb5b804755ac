package dev.memotor.server.observe.watch;

/** Somebody who watches. */
public interface Watcher {

  /**
   * Takes a line, or refuses it at once: a slow watcher loses lines and slows nobody down. Called
   * on any thread.
   */
  boolean offer(byte[] line);
}
