package dev.memotor.engine;

/** What an engine may declare about itself. */
public enum Capability {
  /** Items are there again after a restart. */
  PERSISTENT,
  /** Other processes may work on the same items at the same time. */
  SHARED,
  /** Items may go before their time when memory is short. */
  EVICTING,
  /**
   * {@link Engine#scheduleFlush} works: a scheduled flush is kept with the items. It survives what
   * they survive, and everyone who shares them honours it.
   */
  FLUSH_SCHEDULE
}
