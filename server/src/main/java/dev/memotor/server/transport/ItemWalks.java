package dev.memotor.server.transport;

import dev.memotor.engine.Engine;
import dev.memotor.engine.support.DaemonThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Walks over all items for listings, one at a time, on a separate thread. */
final class ItemWalks implements AutoCloseable {

  private final Engine engine;
  private final AtomicBoolean running = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThreads.named("item-walk"));

  ItemWalks(Engine engine) {
    this.engine = engine;
  }

  boolean begin(Engine.ItemVisitor visitor, Ending ending) {
    if (!running.compareAndSet(false, true)) {
      return false;
    }
    thread.execute(
        () -> {
          Throwable failure = null;
          try {
            engine.scan(visitor);
          } catch (Throwable e) {
            // Errors too: otherwise no listing could ever begin again.
            failure = e;
          }
          running.set(false);
          ending.ended(failure);
        });
    return true;
  }

  /** Called at the end of a walk, on its thread. */
  @FunctionalInterface
  interface Ending {

    void ended(@Nullable Throwable failure);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
