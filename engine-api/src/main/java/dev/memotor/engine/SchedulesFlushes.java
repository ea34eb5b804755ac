package dev.memotor.engine;

import java.util.concurrent.CompletionStage;

/**
 * The role of an engine that keeps the moment of a scheduled flush with its items: it survives what
 * they survive, and everyone who shares them honours it; see {@link Engine#role}. The engine only
 * keeps the moment: the caller watches {@link #scheduledFlush} and calls {@link #flushIfDue}.
 */
public interface SchedulesFlushes {

  /**
   * Schedules the removal of all items and replaces the moment scheduled before. Calls take effect
   * in the order of submission, those of {@link Engine#flush} included. Does not wait.
   *
   * @param at UNIX seconds of the engine's clock, or {@link Exptime#NEVER} to drop what is
   *     scheduled
   * @return completed when the moment is as safe as an acknowledged item, and at least survives
   *     {@code kill -9}; exceptionally with an {@link EngineException} only, and then the moment
   *     before may still stand
   */
  CompletionStage<Void> scheduleFlush(long at);

  /**
   * Returns the moment of the scheduled flush in UNIX seconds, or {@link Exptime#NEVER}. What
   * another process has scheduled or done shows within seconds, not at once. Called often and on
   * any thread: cheap and without waiting.
   */
  long scheduledFlush();

  /**
   * Flushes if the scheduled moment has come, and drops the moment; the two are one step: no crash
   * between them may remove what is stored afterwards. Does nothing if the moment was replaced
   * meanwhile, or if another process is already flushing; that one's failure leaves the moment to
   * the others. After a failure the moment stands, and the caller tries again.
   *
   * <p>An engine that finds a moment in the past when it is opened flushes before anything new can
   * be stored. If its store cannot be written then, the flush is left to this method. Does not
   * wait.
   *
   * @return completed as {@link Engine#flush} completes
   */
  CompletionStage<Void> flushIfDue();
}
