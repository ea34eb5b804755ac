package dev.memotor.engine.fs;

/** How the session before this one ended, which decides what an incomplete file can mean. */
enum LastEnd {
  /** By a clean shutdown: every file is whole, and one that is not is damaged. */
  CLEAN,
  /**
   * The process died. What reaches the operating system stays, so a slot is never torn; at most the
   * creation of a file was cut short, and then the item was never acknowledged.
   */
  KILL,
  /** The machine stopped. Whatever was not forced yet may be torn, the newest slot above all. */
  POWER_CUT
}
