package dev.memotor.engine.memory;

import dev.memotor.engine.Batch;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The part of a batch that the tier could not answer, on its way through the engine. */
final class TierBatch implements Batch {

  private static final VarHandle TICKETS = MethodHandles.arrayElementVarHandle(long[].class);

  private final RamTier tier;
  private final @Nullable HotItems home;
  private final long now;
  private final Batch batch;
  private final int[] indexes;

  /** {@link Stripes#NONE} if the tier need not observe the operation's end, or has done so. */
  private final long[] tickets;

  private int size;
  private boolean observed;

  /**
   * Creates an empty part of a batch.
   *
   * @param home the set that was current when the batch began
   * @param now when the batch began; reading the clock for each operation would cost too much
   */
  TierBatch(RamTier tier, @Nullable HotItems home, long now, Batch batch, int capacity) {
    this.tier = tier;
    this.home = home;
    this.now = now;
    this.batch = batch;
    this.indexes = new int[capacity];
    this.tickets = new long[capacity];
  }

  void add(int index, long ticket) {
    indexes[size] = index;
    tickets[size++] = ticket;
    observed |= ticket != Stripes.NONE;
  }

  /** Returns whether the tier must observe the end of any operation. */
  boolean isObserved() {
    return observed;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Operation operation(int index) {
    return batch.operation(indexes[index]);
  }

  @Override
  public void complete(int index, Result result) {
    try {
      long ticket = takeTicket(index);
      if (ticket != Stripes.NONE) {
        tier.ended(home, now, operation(index), ticket, result);
      }
    } finally {
      // Whatever is wrong with the result, the operation must be completed.
      batch.complete(indexes[index], result);
    }
  }

  @Override
  public void fail(int index, EngineException failure) {
    if (takeTicket(index) != Stripes.NONE) {
      tier.failed(home, operation(index));
    }
    batch.fail(indexes[index], failure);
  }

  /** Returns a ticket once: an engine that completes twice must not leave the stripe twice. */
  private long takeTicket(int index) {
    return (long) TICKETS.getAndSet(tickets, index, Stripes.NONE);
  }
}
