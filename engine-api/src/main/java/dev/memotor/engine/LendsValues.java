package dev.memotor.engine;

/**
 * The role of an engine that completes reads with values that lie in its own memory; see {@link
 * Engine#role}. It lends only to batches whose {@link Batch#acceptsLent()} is true, and only inside
 * {@link Engine#execute}, on the calling thread. What it lends stays as it is until the turn ends.
 */
public interface LendsValues {

  /**
   * Ends the turn of the calling thread: whatever was lent to it since its last turn ended, and is
   * not pinned, may change from now on. A caller of batches that accept lent values calls this on
   * the thread that called {@code execute}, after one or more batches, and soon: meanwhile the
   * engine cannot reuse memory. Cheap, and without waiting.
   */
  void turnEnded();
}
