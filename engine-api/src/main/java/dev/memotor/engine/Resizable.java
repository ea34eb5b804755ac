package dev.memotor.engine;

/**
 * The role of an engine whose bound on memory can change while it runs; see {@link Engine#role}.
 */
public interface Resizable {

  /**
   * Sets a new bound for the memory that items may take, which {@link EngineStats#limitBytes()}
   * then shows. Cheap, and without waiting.
   *
   * @param bytes at least 8 MiB
   * @return whether the bound is in force; false if it is outside what the engine can keep
   */
  boolean resize(long bytes);
}
