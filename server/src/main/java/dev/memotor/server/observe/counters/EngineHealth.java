package dev.memotor.server.observe.counters;

import dev.memotor.engine.Key;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Probes the engine by asking it for an item. */
public final class EngineHealth {

  private static final long PATIENCE_MILLIS = 2_000;
  private static final Key PROBE = Key.of("memotor:ready");

  /** The outcome of a probe. */
  public enum State {
    FINE("the engine answers"),
    FAILS("the engine fails"),
    SILENT("the engine does not answer");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** Returns a description for people. */
    public String text() {
      return text;
    }
  }

  private final ItemReader reader;
  private CompletableFuture<State> asked = CompletableFuture.completedFuture(State.FINE);
  private volatile State latest = State.FINE;

  public EngineHealth(ItemReader reader) {
    this.reader = reader;
  }

  /** Asks, unless an answer is pending; completes within seconds and never exceptionally. */
  public synchronized CompletableFuture<State> ask() {
    if (asked.isDone()) {
      asked =
          reader
              .read(List.of(PROBE))
              .thenApply(results -> results[0] == null ? State.FAILS : State.FINE)
              .copy()
              .completeOnTimeout(State.SILENT, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      asked.thenAccept(state -> latest = state);
    }
    return asked.copy();
  }

  /** Returns the outcome of the last probe. */
  public State latest() {
    return latest;
  }
}
