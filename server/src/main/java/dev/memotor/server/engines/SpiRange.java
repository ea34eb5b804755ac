package dev.memotor.server.engines;

import dev.memotor.engine.SpiLevel;
import dev.memotor.server.config.ConfigurationException;

/** The levels of the SPI that engines may be built for. */
record SpiRange(int oldest, int newest) {

  /** Raise the oldest level when engines built for it would no longer work. */
  static final SpiRange SUPPORTED = new SpiRange(1, SpiLevel.CURRENT);

  /**
   * Accepts a level in the range.
   *
   * @param engine begins the message, for example {@code "the engine [fs] of plug-in fs"}
   * @throws ConfigurationException for any other level
   */
  void require(int level, String engine) {
    if (level < oldest || level > newest) {
      throw new ConfigurationException(
          engine
              + " was built for SPI level "
              + level
              + ", this server has "
              + (oldest == newest ? "" : oldest + " to ")
              + newest
              + "; get a build for this version");
    }
  }
}
