package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import dev.memotor.engine.support.PeriodicTask;
import java.time.Duration;

/**
 * Brings a store back that refuses writes after a failure of the disk. RocksDB resumes by itself
 * when there was no room and there is again; after other failures only opening it anew helps, which
 * this does under the running engine. If it cannot be opened for writing it is opened for reading,
 * so that reads go on.
 */
final class Recovery implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How often RocksDB is given time to help itself, at first and at most. */
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
      // Opened for reading because the log had no room to be moved to tables.
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
    if (writes()) {
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

  /** The gate is shut; it stays so if the database cannot even be read. */
  private void reopen() {
    LOG.warn("opening the store anew, as it takes no writes");
    database.reopen();
    counters.reopens.increment();
    handles.open();
  }

  private boolean writes() {
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
