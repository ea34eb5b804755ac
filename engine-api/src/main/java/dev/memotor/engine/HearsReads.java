package dev.memotor.engine;

/**
 * The role of an engine that keeps an access record, and therefore hears of reads that were
 * answered in front of it; see {@link Engine#role}.
 */
public interface HearsReads {

  /**
   * Reports a read that was answered in front of the engine: at the latest before an operation that
   * reads the item is submitted. Called on network threads: cheap, and without waiting.
   *
   * @param item as it was read, with the last read recorded in it
   */
  void accessed(Key key, Item item);
}
