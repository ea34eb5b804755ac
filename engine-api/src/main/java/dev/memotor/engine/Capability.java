package dev.memotor.engine;

/** What an engine may declare about itself. */
public enum Capability {
  /** Items are there again after a restart. */
  PERSISTENT,
  /** Other processes may work on the same items at the same time. */
  SHARED,
  /** Items may go before their time when memory is short. */
  EVICTING,
  /** {@link Engine#resize} works. */
  RESIZABLE,
  /** {@link Engine#track} works: what others change is told. */
  TRACKING,
  /**
   * {@link Engine#scheduleFlush} works: a flush that is still to come is kept where the items are.
   * It survives what they survive, and everyone who shares them honours it.
   */
  FLUSH_SCHEDULE
}
