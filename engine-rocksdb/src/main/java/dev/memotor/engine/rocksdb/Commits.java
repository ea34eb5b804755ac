package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import dev.memotor.engine.support.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/**
 * Group commit: the first thread to arrive writes the entries of all threads together, in order.
 *
 * <p>A thread adds its entries and calls {@link #commit()}, which never waits: it writes everything
 * queued, its own and others' entries, unless another thread is writing already and will write
 * these too. A write that would stall, and every write with sync=always, is left to the committer
 * thread.
 *
 * <p>Callers hold the database open.
 */
final class Commits implements AutoCloseable {

  /** The size limit of a batch, so that nobody waits long for the writes of others. */
  private static final long MAX_GROUP_BYTES = 4L << 20;

  /** The number of groups that an event loop writes before it returns to its own work. */
  private static final int MAX_ROUNDS = 4;

  /** The limit on queued bytes above which writes are refused. */
  private static final long MAX_WAITING_BYTES = 256L << 20;

  private static final int FAMILY_META = Database.Family.META.id();

  private final Database database;
  private final CasNumbers cas;
  private final UseGate handles;
  private final boolean durable;
  private final Queue<CommitEntry> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread committer;

  // Guarded by lock.
  private List<CommitEntry> group = List.of();
  private byte[] batch;
  private long mark;

  private volatile boolean stalled;
  private volatile boolean diskIsBusy;
  private volatile boolean wanted;
  private volatile boolean closing;
  private volatile long writtenUpTo;
  private volatile long writtenBytes;
  private volatile EngineException failure;

  private final AtomicLong waitingBytes = new AtomicLong();
  private final LongAdder commits = new LongAdder();
  private final LongAdder committed = new LongAdder();
  private final LongAdder stalls = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * Starts the committer thread.
   *
   * @param durable whether entries are committed only once they are on disk
   */
  Commits(Database database, CasNumbers cas, UseGate handles, boolean durable) {
    this.database = database;
    this.cas = cas;
    this.handles = handles;
    this.durable = durable;
    this.committer = DaemonThreads.create("memotor-rocksdb-commit", this::work);
    committer.start();
  }

  /** Adds an entry; {@link #commit()} must follow on this thread. */
  void add(CommitEntry entry) {
    waitingBytes.addAndGet(entry.length());
    queue.add(entry);
  }

  /** Returns whether too much is queued to add more. */
  boolean isFull() {
    return waitingBytes.get() > MAX_WAITING_BYTES;
  }

  /** Returns all bytes that were written or are queued. */
  long acceptedBytes() {
    return writtenBytes + waitingBytes.get();
  }

  /** Ensures, without waiting, that everything added is committed soon. */
  void commit() {
    if (durable || stalled || diskIsBusy) {
      wakeCommitter();
      return;
    }
    for (int round = 0; hasWork(); round++) {
      if (round == MAX_ROUNDS) {
        wakeCommitter();
        return;
      }
      if (!lock.tryLock()) {
        // Its holder looks again after releasing it.
        return;
      }
      List<CommitEntry> done;
      try {
        done = stalled ? List.of() : writeGroup(Database.WriteMode.NO_STALL);
      } finally {
        lock.unlock();
      }
      notifyOwners(done);
      if (stalled) {
        wakeCommitter();
        return;
      }
    }
  }

  /**
   * Sets whether the log is being synced; appending to it may then take long, and is left to the
   * committer.
   */
  void setDiskBusy(boolean busy) {
    diskIsBusy = busy;
  }

  /** Commits everything added before; may wait. */
  void commitAndWait() {
    List<CommitEntry> done;
    do {
      lock.lock();
      try {
        done = writeGroup(stallingMode());
      } finally {
        lock.unlock();
      }
      notifyOwners(done);
    } while (!done.isEmpty());
    // Others may have left new entries to this thread while it held the lock.
    commit();
  }

  /**
   * Writes an entry of the meta family durably, after everything added before; may wait.
   *
   * @throws EngineException if it was not written
   */
  void writeMeta(byte[] name, byte[] value) {
    commitAndWait();
    lock.lock();
    try {
      database.writeMeta(name, value, Database.WriteMode.DURABLE);
    } finally {
      lock.unlock();
      commit();
    }
  }

  private Database.WriteMode stallingMode() {
    return durable ? Database.WriteMode.DURABLE : Database.WriteMode.MAY_STALL;
  }

  private boolean hasWork() {
    // Checked after releasing the lock, so that no entry is left behind.
    return stalled || queue.peek() != null;
  }

  /** Writes the next group and returns it; empty if there is none or the write would stall. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  private List<CommitEntry> writeGroup(Database.WriteMode mode) {
    if (group.isEmpty()) {
      gather();
    }
    if (batch != null) {
      try {
        database.write(batch, mode);
      } catch (RocksDBException e) {
        if (mode == Database.WriteMode.NO_STALL && Failures.wouldWait(e)) {
          stalls.increment();
          stalled = true;
          return List.of();
        }
        if (failure == null) {
          LOG.error("the store cannot be written until this is fixed: {}", Failures.reason(e));
        }
        failure = Failures.running("the store cannot be written", e);
        return failGroup(failure);
      }
      if (mark != 0) {
        cas.written(mark);
      }
      if (failure != null) {
        recovered();
      }
      commits.increment();
      writtenBytes += batch.length;
      writtenUpTo++;
    }
    for (int i = 0; i < group.size(); i++) {
      CommitEntry entry = group.get(i);
      if (entry.isWaiting()) {
        entry.commit();
      }
    }
    committed.add(group.size());
    return finishGroup();
  }

  private List<CommitEntry> failGroup(EngineException cause) {
    failures.increment();
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i).isWaiting()) {
        group.get(i).fail(cause);
      }
    }
    return finishGroup();
  }

  private List<CommitEntry> finishGroup() {
    List<CommitEntry> done = group;
    long length = 0;
    for (int i = 0; i < done.size(); i++) {
      length += done.get(i).length();
    }
    waitingBytes.addAndGet(-length);
    group = List.of();
    batch = null;
    mark = 0;
    return done;
  }

  /** Takes the next group from the queue and serializes it. */
  private void gather() {
    CommitEntry entry = queue.peek();
    if (entry == null) {
      return;
    }
    List<CommitEntry> gathered = new ArrayList<>();
    long length = WriteBatchBytes.HEADER_LENGTH;
    boolean writes = false;
    while (entry != null) {
      EngineException cause = entry.failureOfBasis();
      if (cause != null) {
        entry.fail(cause);
      } else {
        long more = entry.length();
        if (writes && length + more > MAX_GROUP_BYTES) {
          break;
        }
        length += more;
        writes |= more > 0;
      }
      gathered.add(queue.poll());
      entry = queue.peek();
    }
    group = gathered;
    if (writes) {
      serialize(length);
    }
  }

  private void serialize(long entriesLength) {
    long newMark = cas.markToWrite();
    byte[] markValue = newMark == 0 ? null : StoreKeys.number(newMark);
    long length =
        newMark == 0
            ? entriesLength
            : entriesLength
                + WriteBatchBytes.putLength(FAMILY_META, StoreKeys.CAS.length, markValue.length);
    try {
      WriteBatchBytes records = new WriteBatchBytes(Math.toIntExact(length));
      if (newMark != 0) {
        records.put(FAMILY_META, StoreKeys.CAS, markValue);
      }
      for (int i = 0; i < group.size(); i++) {
        if (group.get(i).isWaiting()) {
          group.get(i).writeTo(records);
        }
      }
      batch = records.finish();
      mark = newMark;
    } catch (RuntimeException | OutOfMemoryError e) {
      // The heap may lack room for a second copy of a very large value.
      LOG.error("a batch of {} bytes cannot be written", length, e);
      EngineException cause =
          new EngineException(Kind.INTERNAL, "a batch of " + length + " bytes failed: " + e);
      for (int i = 0; i < group.size(); i++) {
        if (group.get(i).isWaiting()) {
          group.get(i).fail(cause);
        }
      }
    }
  }

  private static void notifyOwners(List<CommitEntry> done) {
    for (int i = 0; i < done.size(); i++) {
      try {
        done.get(i).onSettled();
      } catch (RuntimeException e) {
        // One owner's failure must not keep the others waiting.
        LOG.error("a result could not be delivered", e);
      }
    }
  }

  private void wakeCommitter() {
    wanted = true;
    LockSupport.unpark(committer);
  }

  private void work() {
    while (true) {
      if (wanted) {
        wanted = false;
        if (handles.enter()) {
          try {
            clearBacklog();
          } finally {
            handles.leave();
          }
        } else if (!closing) {
          wanted = true;
          LockSupport.parkNanos(1_000_000);
        }
      } else if (closing) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void clearBacklog() {
    boolean more = true;
    while (more) {
      List<CommitEntry> done;
      lock.lock();
      try {
        done = writeGroup(stallingMode());
        if (done.isEmpty()) {
          stalled = false;
        }
      } finally {
        lock.unlock();
      }
      notifyOwners(done);
      more = !done.isEmpty();
    }
    if (queue.peek() != null) {
      // It was added between the last look and the end of the stall.
      wanted = true;
    }
  }

  /** Returns a number that changes with every write. */
  long writtenUpTo() {
    return writtenUpTo;
  }

  long commitCount() {
    return commits.sum();
  }

  long committedCount() {
    return committed.sum();
  }

  long byteCount() {
    return writtenBytes;
  }

  long stallCount() {
    return stalls.sum();
  }

  long failureCount() {
    return failures.sum();
  }

  /** Fails all remaining entries, because the database is closed, and ends the committer. */
  void abandon() {
    List<CommitEntry> done;
    do {
      lock.lock();
      try {
        if (group.isEmpty()) {
          gather();
        }
        done =
            failGroup(
                new EngineException(
                    Kind.UNAVAILABLE, "the store was closed before the write was committed"));
      } finally {
        lock.unlock();
      }
      notifyOwners(done);
    } while (!done.isEmpty());
    end();
  }

  /** Commits all remaining entries, and ends the committer. */
  @Override
  public void close() {
    commitAndWait();
    end();
  }

  private void end() {
    closing = true;
    LockSupport.unpark(committer);
    DaemonThreads.join(committer);
  }

  /** Records that writes succeed again. */
  void recovered() {
    failure = null;
    LOG.info("the store can be written again");
  }

  long syncCount() {
    return durable ? commits.sum() : 0;
  }

  /** Returns the failure of the last write, or null if it succeeded. */
  EngineException failure() {
    return failure;
  }
}
