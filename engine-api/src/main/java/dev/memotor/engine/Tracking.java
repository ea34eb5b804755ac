package dev.memotor.engine;

/**
 * The role of an engine that reports every change of an item, by this process or another one, so
 * that items may be held in front of it; see {@link Engine#role}.
 */
public interface Tracking {

  /**
   * Begins to report changes: soon, not at once. They count as lost until {@link
   * ChangeListener#regained} is called, which may be while this method runs or any time later.
   * Called at most once, before the first operation. Does not wait.
   */
  void track(ChangeListener listener);
}
