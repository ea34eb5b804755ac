package dev.memotor.engine;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A store of items under keys. The contract, which the engine contract tests hold it to:
 *
 * <ol>
 *   <li><b>Meaning.</b> Each operation has the effect and the result that {@link Semantics#apply}
 *       gives for the item under its key, atomically against every other operation on that key, by
 *       any thread and, if the engine declares {@link Capability#SHARED}, by any process.
 *   <li><b>Order.</b> Operations on equal keys take effect in the order in which they were
 *       submitted, within a batch and across batches. Different keys may overlap.
 *   <li><b>No waiting.</b> {@link #execute} is called on network threads and returns without
 *       waiting for a disk, a network or a contended lock. What can be answered at once is answered
 *       before it returns.
 *   <li><b>Completion.</b> Each operation completes exactly once, with a result or an {@link
 *       EngineException}; {@code execute} itself throws only if a precondition is violated. A miss
 *       or a conflict is a result.
 *   <li><b>CAS numbers</b> are never 0, new at each change of a value, never used twice for a key,
 *       not after a restart nor after delete and add; they count up from 1.
 *   <li><b>Expiry.</b> An expired item is never returned, and its space comes back without anyone
 *       reading it, at a cost that grows with what expired rather than with what is stored. Time is
 *       {@link EngineContext#clock()} and nothing else.
 *   <li><b>Ownership.</b> Arrays and values in operations, items and results are changed by nobody,
 *       ever, except that what an engine lends ({@link LendsValues}) is valid for a turn only.
 * </ol>
 *
 * <p>All methods may be called on any thread, at the same time.
 */
public interface Engine extends AutoCloseable {

  /**
   * Starts all operations of a batch; see the rules above.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  void execute(Batch batch);

  /**
   * Removes all items. A barrier: what was submitted before is removed with the rest, what is
   * submitted afterwards stays. Also drops a flush that was scheduled before. Does not wait; space
   * may come back later.
   *
   * @return completed when no reader can see the removed items; exceptionally with an {@link
   *     EngineException} only
   */
  CompletionStage<Void> flush();

  /**
   * Walks all live items in no particular order and in bounded memory, on the calling thread, which
   * may wait for disk and network: never a network thread. Items that change meanwhile are seen
   * once, in either state; all others exactly once. Values of more than 1 MiB may be lent (see
   * {@link Value}), and are then valid until the visitor returns.
   *
   * @throws EngineException if the walk cannot continue
   */
  void scan(ItemVisitor visitor);

  /** Returns figures for the stats commands. Cheap; does not wait. */
  EngineStats stats();

  /** Returns what this engine can do beyond the contract; the same at every call. */
  Set<Capability> capabilities();

  /**
   * Returns what plays an optional role: {@link Resizable}, {@link SchedulesFlushes}, {@link
   * Tracking}, {@link HearsReads}, {@link LendsValues} or {@link ReceivesValues}. An engine plays
   * those whose interfaces it implements. One that does so only in some configurations overrides
   * this method, as does one that stands in front of another engine and passes on its roles.
   *
   * @return empty if the engine does not play the role; the same at every call
   */
  default <R> Optional<R> role(Class<R> role) {
    return role.isInstance(this) ? Optional.of(role.cast(this)) : Optional.empty();
  }

  /**
   * Shuts the engine down cleanly: whatever was acknowledged is written, running operations end.
   * Calling it again does nothing.
   */
  @Override
  void close();

  /** Sees one item of a {@link #scan}. */
  @FunctionalInterface
  interface ItemVisitor {

    /** Returns whether to continue. */
    boolean visit(Key key, Item item);
  }
}
