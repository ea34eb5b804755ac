package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.EngineException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/**
 * Group commit: entries of all threads are written together, in order, by whoever comes first.
 *
 * <p>A thread adds its entries and calls {@link #commit()}, which never waits: it writes what is
 * there, its own and everybody's, unless somebody is writing already, who then writes those too. A
 * write that would stall, and every write with sync=always, is left to the committer thread.
 *
 * <p>Whoever calls here holds the database open.
 */
final class Commits implements AutoCloseable {

  /** What one batch may hold, so that no one waits long for other people's writes. */
  private static final long MAX_GROUP_BYTES = 4L << 20;

  /** How many groups an event loop writes for others before it goes back to its own work. */
  private static final int MAX_ROUNDS = 4;

  /** What may wait to be written before more is refused. */
  private static final long MAX_WAITING_BYTES = 256L << 20;

  private static final int FAMILY_META = Database.Family.META.id();

  private final Database database;
  private final CasNumbers cas;
  private final UseGate handles;
  private final boolean durable;
  private final EntryQueue queue = new EntryQueue();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread committer;

  // Guarded by lock.
  private List<Entry> unfinished = List.of();
  private byte[] unfinishedBatch;
  private long unfinishedMark;

  private volatile boolean stalled;
  private volatile boolean wanted;
  private volatile boolean closing;
  private volatile long writtenUpTo;
  private volatile RocksDBException lastFailure;

  private final AtomicLong waitingBytes = new AtomicLong();
  private final LongAdder commits = new LongAdder();
  private final LongAdder committed = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder stalls = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * Starts the committer thread.
   *
   * @param durable whether nothing is settled before the disk has it
   */
  Commits(Database database, CasNumbers cas, UseGate handles, boolean durable) {
    this.database = database;
    this.cas = cas;
    this.handles = handles;
    this.durable = durable;
    this.committer = Threads.daemon("memotor-rocksdb-commit", this::work);
    committer.start();
  }

  /** Adds an entry; {@link #commit()} must follow on this thread. */
  void add(Entry entry) {
    waitingBytes.addAndGet(entry.length());
    queue.add(entry);
  }

  /** Whether so much waits to be written that no more should be added. */
  boolean isFull() {
    return waitingBytes.get() > MAX_WAITING_BYTES;
  }

  /** Sees to it that everything added is committed, without waiting. */
  void commit() {
    if (durable || stalled) {
      wakeCommitter();
      return;
    }
    for (int round = 0; hasWork(); round++) {
      if (round == MAX_ROUNDS) {
        wakeCommitter();
        return;
      }
      if (!lock.tryLock()) {
        // Whoever has it looks again after letting it go.
        return;
      }
      List<Entry> group;
      try {
        group = stalled ? List.of() : writeGroup(Database.Manner.AT_ONCE);
      } finally {
        lock.unlock();
      }
      tell(group);
      if (stalled) {
        wakeCommitter();
        return;
      }
    }
  }

  /** Commits everything added before; may wait. */
  void commitAndWait() {
    List<Entry> group;
    do {
      lock.lock();
      try {
        group = writeGroup(patience());
      } finally {
        lock.unlock();
      }
      tell(group);
    } while (!group.isEmpty());
    // Somebody may have left new entries to us, who held the lock.
    commit();
  }

  /**
   * Writes something of the engine's own behind everything added before, and durably; may wait.
   *
   * @throws EngineException if it was not written
   */
  void writeMeta(byte[] name, byte[] value) {
    commitAndWait();
    lock.lock();
    try {
      database.writeMeta(name, value, Database.Manner.DURABLE);
    } finally {
      lock.unlock();
      commit();
    }
  }

  private Database.Manner patience() {
    return durable ? Database.Manner.DURABLE : Database.Manner.PATIENT;
  }

  private boolean hasWork() {
    // Whoever held the lock looks here after letting it go: no entry is left behind.
    return stalled || queue.peek() != null;
  }

  /** Writes the next group; empty if there was none, or if it would have to wait. */
  private List<Entry> writeGroup(Database.Manner manner) {
    if (unfinished.isEmpty()) {
      gather();
    }
    List<Entry> group = unfinished;
    if (unfinishedBatch != null) {
      try {
        database.write(unfinishedBatch, manner);
      } catch (RocksDBException e) {
        if (manner == Database.Manner.AT_ONCE && Failures.wouldWait(e)) {
          stalls.increment();
          stalled = true;
          return List.of();
        }
        fail(group, e);
        return finish(group);
      }
      if (unfinishedMark != 0) {
        cas.written(unfinishedMark);
      }
      if (lastFailure != null) {
        lastFailure = null;
        LOG.info("writing works again");
      }
      commits.increment();
      bytes.add(unfinishedBatch.length);
      writtenUpTo++;
    }
    for (int i = 0; i < group.size(); i++) {
      Entry entry = group.get(i);
      if (entry.isWaiting()) {
        entry.commit();
      }
    }
    committed.add(group.size());
    return finish(group);
  }

  private List<Entry> finish(List<Entry> group) {
    long length = 0;
    for (int i = 0; i < group.size(); i++) {
      length += group.get(i).length();
    }
    waitingBytes.addAndGet(-length);
    unfinished = List.of();
    unfinishedBatch = null;
    unfinishedMark = 0;
    return group;
  }

  /** Takes the next group from the queue and serializes it. */
  private void gather() {
    Entry entry = queue.peek();
    if (entry == null) {
      return;
    }
    List<Entry> group = new ArrayList<>();
    long length = WriteBatchBytes.HEADER_LENGTH;
    boolean writes = false;
    while (entry != null) {
      EngineException failure = entry.failureOfBasis();
      if (failure != null) {
        entry.fail(failure);
      } else {
        long more = entry.length();
        if (writes && length + more > MAX_GROUP_BYTES) {
          break;
        }
        length += more;
        writes |= more > 0;
      }
      group.add(queue.take());
      entry = queue.peek();
    }
    unfinished = group;
    if (!writes) {
      return;
    }
    byte[] mark = null;
    unfinishedMark = cas.markToWrite();
    if (unfinishedMark != 0) {
      mark = StoreKeys.number(unfinishedMark);
      length += WriteBatchBytes.putLength(FAMILY_META, StoreKeys.CAS.length, mark.length);
    }
    WriteBatchBytes batch = new WriteBatchBytes((int) length);
    if (mark != null) {
      batch.put(FAMILY_META, StoreKeys.CAS, mark);
    }
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i).isWaiting()) {
        group.get(i).writeTo(batch);
      }
    }
    unfinishedBatch = batch.finish();
  }

  private void fail(List<Entry> group, RocksDBException e) {
    EngineException failure = Failures.running("the store cannot be written", e);
    if (lastFailure == null) {
      LOG.error(
          "writing failed, and goes on failing until this is mended: {}", failure.getMessage());
    }
    lastFailure = e;
    failures.increment();
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i).isWaiting()) {
        group.get(i).fail(failure);
      }
    }
  }

  private static void tell(List<Entry> group) {
    for (int i = 0; i < group.size(); i++) {
      try {
        group.get(i).settled();
      } catch (RuntimeException e) {
        // One listener's fault must not keep the others waiting.
        LOG.error("a result could not be handed over", e);
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
        } else {
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
      List<Entry> group;
      lock.lock();
      try {
        group = writeGroup(patience());
        if (group.isEmpty()) {
          stalled = false;
        }
      } finally {
        lock.unlock();
      }
      tell(group);
      more = !group.isEmpty();
    }
    if (queue.peek() != null) {
      // It came between the last look and the end of the stall.
      wanted = true;
    }
  }

  /** Changes whenever something was written. */
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
    return bytes.sum();
  }

  long stallCount() {
    return stalls.sum();
  }

  long failureCount() {
    return failures.sum();
  }

  /** Commits what is left, and ends the committer. */
  @Override
  public void close() {
    commitAndWait();
    closing = true;
    LockSupport.unpark(committer);
    Threads.join(committer);
  }

  /** Says that a write on another way succeeded. */
  void recovered() {
    lastFailure = null;
  }

  long syncCount() {
    return durable ? commits.sum() : 0;
  }

  /** The failure of the last write, or null if it succeeded. */
  EngineException failure() {
    RocksDBException e = lastFailure;
    return e == null ? null : new EngineException(Kind.UNAVAILABLE, Failures.reason(e));
  }
}
