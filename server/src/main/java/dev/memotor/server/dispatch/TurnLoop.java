package dev.memotor.server.dispatch;

/** The event loop as {@link Turn} needs it. */
public interface TurnLoop {

  /** Runs a task on the loop's thread, after the input that it is handling. */
  void execute(Runnable task);

  /**
   * Runs a task on the loop's thread after it has polled for input once more, without waiting for
   * any.
   */
  void executeAfterInput(Runnable task);

  boolean isOwnThread();
}
