package dev.memotor.engine;

/** What an engine may declare about itself. */
public enum Capability {
  /** Items are there again after a restart. */
  PERSISTENT,
  /** Other processes may work on the same items at the same time. */
  SHARED,
  /** Items may go before their time when memory is short. */
  EVICTING
}
