package dev.memotor.engine;

/**
 * The level of this SPI. An engine is compiled against one level and carries the number in its jar;
 * a server accepts a range of levels, its own and older ones that still work.
 */
public final class SpiLevel {

  /** The level of this very SPI; a compile-time constant, so that it is copied into the engine. */
  public static final int CURRENT = 1;

  private SpiLevel() {}
}
