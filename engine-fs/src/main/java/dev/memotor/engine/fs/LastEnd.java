package dev.memotor.engine.fs;

/** How the last run ended, which decides what an incomplete file can mean. */
enum LastEnd {
  /** A clean shutdown: every file is whole, so one that is not is damaged. */
  CLEAN,
  /**
   * The process died. What had reached the operating system stays, so a slot is never torn; at
   * most, the creation of a file was cut short, and then its item was never acknowledged.
   */
  KILL,
  /** The machine stopped. What was not forced yet may be torn, above all the newest slot. */
  POWER_CUT
}
