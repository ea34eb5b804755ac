package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;

/**
 * Recovers a store that refuses writes after a disk failure. RocksDB resumes by itself once a full
 * disk has space again; other failures require reopening the database, which this class does under
 * the running engine. If it cannot be opened for writing, it is opened read-only, so that reads
 * continue.
 */
final class Recovery implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The number of rounds in which RocksDB may recover by itself, at first and at most. */
  private static final int FEWEST_ROUNDS = 4;

  private static final int MOST_ROUNDS = 10;

  private final Database database;
  private final UseGate handles;
  private final Commits commits;
  private final EngineCounters counters;
  private final DiskWatch diskWatch;
  private final PeriodicTask task;
  private int rounds;
  private int roundsNeeded = FEWEST_ROUNDS;

  Recovery(
      Database database,
      UseGate handles,
      Commits commits,
      EngineCounters counters,
      DiskWatch diskWatch) {
    this.database = database;
    this.handles = handles;
    this.commits = commits;
    this.counters = counters;
    this.diskWatch = diskWatch;
    this.task = new PeriodicTask("memotor-rocksdb-recover", PAUSE, this::look, Log::failure);
  }

  void start() {
    task.start();
  }

  private void look() {
    if (handles.isShut()) {
      reopen();
    }
    if (database.isReadOnly() && !handles.isShut()) {
      // Opened read-only because there was no space to move the log to tables.
      if (database.hasRoomToRecover()) {
        handles.shut();
        reopen();
      }
      return;
    }
    if (commits.failure() == null || handles.isShut()) {
      rounds = 0;
      roundsNeeded = FEWEST_ROUNDS;
      return;
    }
    if (canWrite()) {
      commits.recovered();
      return;
    }
    if (++rounds < roundsNeeded || diskWatch.isShort()) {
      return;
    }
    rounds = 0;
    roundsNeeded = Math.min(2 * roundsNeeded, MOST_ROUNDS);
    handles.shut();
    reopen();
  }

  /** Reopens the database behind the shut gate, which stays shut if it cannot even be read. */
  private void reopen() {
    LOG.warn("reopening the store because it cannot be written");
    database.reopen();
    counters.reopens.increment();
    handles.open();
  }

  private boolean canWrite() {
    if (!handles.enter()) {
      return false;
    }
    try {
      database.tryWrite();
      return true;
    } catch (EngineException e) {
      LOG.debug("the store cannot be written yet", e);
      return false;
    } finally {
      handles.leave();
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
