package dev.memotor.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Keeps unlinked blocks until no thread can still read them. Whoever follows refs without a lock
 * does so in a turn, between {@link #enter} and {@link #leave}. A block is unlinked first, so that
 * no turn that begins later finds it, and then retired; it is freed when the turns that may have
 * found it have ended.
 *
 * <p>A turn is marked with the epoch in which it began. {@link #reclaim} collects what was retired
 * into a batch, stamps the batch with the epoch and begins the next one. The batch is freed once
 * there is no turn of its epoch or an older one:
 *
 * <ul>
 *   <li>A turn of a later epoch has read the epoch after the batch was stamped, and the blocks were
 *       unlinked before that: the turn cannot find them.
 *   <li>A turn that {@code reclaim} does not see, because its mark was not written when the marks
 *       were read, cannot find them either. There is a full fence between writing the mark and
 *       following refs, and one between unlinking and reading the marks. If the turn's fence came
 *       first, the mark would have been seen; so it came second, and the turn sees the unlinking.
 *       The same holds for a thread whose first turn this is: it is listed before its fence.
 *   <li>A mark is cleared or renewed with release, and read with acquire: what the turn has read
 *       was read before the block is freed and written again.
 * </ul>
 *
 * <p>Thread-safe. What a ref means is up to the user.
 */
final class Turns {

  /** Bounds how long a call takes. */
  private static final int MOST_AT_ONCE = 4096;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final AtomicLong epoch = new AtomicLong(1);
  private final AtomicBoolean reclaiming = new AtomicBoolean();
  private final ThreadLocal<Participant> current = ThreadLocal.withInitial(this::join);

  /** Stamped with {@link #stamp}; guarded by {@link #reclaiming}. */
  private final Refs batch = new Refs();

  private long stamp;

  /** Never changed, only replaced. */
  private volatile Participant[] participants = {};

  /** Begins a turn of this thread, and ends the one that it is in, if any. */
  void enter() {
    current.get().mark(epoch.get());
    VarHandle.fullFence();
  }

  /** Ends the turn of this thread, if it is in one. */
  void leave() {
    current.get().mark(Participant.OUTSIDE);
  }

  /** Hands over a block that was unlinked, in or outside of a turn. */
  void retire(long ref) {
    current.get().retire(ref);
  }

  /** Returns how many retired blocks were not freed yet; an estimate while there are changes. */
  long retired() {
    long count = batch.size();
    for (Participant participant : participants) {
      count += participant.retired.size();
    }
    return count;
  }

  /**
   * Frees retired blocks that no turn can read any more, some thousands at most. Does nothing if
   * another thread is doing so.
   *
   * @return how many blocks were freed; if any were, there may be more
   */
  int reclaim(LongConsumer free) {
    if (reclaiming.get() || !reclaiming.compareAndSet(false, true)) {
      return 0;
    }
    try {
      int freed = freeBatch(free);
      if (batch.size() == 0 && collect()) {
        freed += freeBatch(free);
      }
      return freed;
    } finally {
      reclaiming.set(false);
    }
  }

  private int freeBatch(LongConsumer free) {
    if (batch.size() == 0 || mayBeRead()) {
      return 0;
    }
    int freed = 0;
    while (batch.size() > 0 && freed < MOST_AT_ONCE) {
      free.accept(batch.removeLast());
      freed++;
    }
    return freed;
  }

  /** Returns whether a turn may have found blocks of the batch. */
  private boolean mayBeRead() {
    VarHandle.fullFence();
    for (Participant participant : participants) {
      long mark = participant.mark();
      if (mark != Participant.OUTSIDE && mark <= stamp && participant.thread.isAlive()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether no thread is in a turn. */
  boolean isQuiet() {
    VarHandle.fullFence();
    for (Participant participant : participants) {
      if (participant.mark() != Participant.OUTSIDE && participant.thread.isAlive()) {
        return false;
      }
    }
    return true;
  }

  /** Makes a batch of all that was retired; returns whether that is anything. */
  private boolean collect() {
    for (Participant participant : participants) {
      participant.moveTo(batch);
    }
    if (batch.size() == 0) {
      return false;
    }
    stamp = epoch.getAndIncrement();
    return true;
  }

  /** Adds this thread to the participants, in place of those that have ended. */
  private synchronized Participant join() {
    Participant joining = new Participant();
    Participant[] next = new Participant[participants.length + 1];
    int count = 0;
    for (Participant participant : participants) {
      if (participant.thread.isAlive()) {
        next[count++] = participant;
      } else {
        participant.moveTo(joining.retired);
      }
    }
    next[count++] = joining;
    participants = Arrays.copyOf(next, count);
    return joining;
  }

  /**
   * A thread, its mark, and what it has retired. Does not lead to the turns: no thread keeps them.
   */
  private static final class Participant extends SpinLock {

    static final long OUTSIDE = 0;

    /** The mark has two cache lines to itself. */
    private static final int MARK = 16;

    final Thread thread = Thread.currentThread();

    /** Guarded by this. */
    final Refs retired = new Refs();

    private final long[] marks = new long[2 * MARK];

    void mark(long epoch) {
      LONGS.setRelease(marks, MARK, epoch);
    }

    long mark() {
      return (long) LONGS.getAcquire(marks, MARK);
    }

    void retire(long ref) {
      lock();
      retired.add(ref);
      unlock();
    }

    void moveTo(Refs target) {
      if (retired.size() > 0) {
        lock();
        retired.moveTo(target);
        unlock();
      }
    }
  }

  /** A list of refs. Guarded by its user, but anyone may read the size. */
  private static final class Refs {

    private static final int FEW = 64;
    private static final int MANY = 1 << 14;
    private static final VarHandle SIZE;

    static {
      try {
        SIZE = MethodHandles.lookup().findVarHandle(Refs.class, "size", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private long[] refs = new long[FEW];
    private int size;

    int size() {
      return (int) SIZE.getOpaque(this);
    }

    void add(long ref) {
      if (size == refs.length) {
        refs = Arrays.copyOf(refs, 2 * size);
      }
      refs[size] = ref;
      SIZE.setOpaque(this, size + 1);
    }

    long removeLast() {
      long ref = refs[size - 1];
      SIZE.setOpaque(this, size - 1);
      return ref;
    }

    void moveTo(Refs target) {
      int sum = target.size + size;
      if (target.refs.length < sum || target.refs.length > MANY) {
        target.refs = Arrays.copyOf(target.refs, Math.max(FEW, Integer.highestOneBit(sum) * 2));
      }
      System.arraycopy(refs, 0, target.refs, target.size, size);
      SIZE.setOpaque(target, sum);
      SIZE.setOpaque(this, 0);
      if (refs.length > MANY) {
        refs = new long[FEW];
      }
    }
  }
}
