package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import java.time.Duration;

/**
 * Brings a store back that refuses writes after a failure of the disk. RocksDB resumes by itself
 * when there is room again; from other failures only a new start helps, which this makes under the
 * running engine, when a trial shows that it would succeed.
 */
final class Recovery implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ROUNDS_FOR_ROCKSDB = 4;

  private final Database database;
  private final UseGate handles;
  private final Commits commits;
  private final Figures figures;
  private final Worker worker;
  private int rounds;

  Recovery(Database database, UseGate handles, Commits commits, Figures figures) {
    this.database = database;
    this.handles = handles;
    this.commits = commits;
    this.figures = figures;
    this.worker = new Worker("memotor-rocksdb-recover", PAUSE, this::look);
  }

  void start() {
    worker.start();
  }

  private void look() {
    if (commits.failure() == null) {
      rounds = 0;
      return;
    }
    if (writes()) {
      commits.recovered();
      return;
    }
    if (++rounds < ROUNDS_FOR_ROCKSDB) {
      return;
    }
    rounds = 0;
    handles.shut();
    try {
      database.reopen();
      figures.reopens.increment();
    } finally {
      handles.open();
    }
    if (writes()) {
      LOG.info("the store was opened anew, and can be written again");
      commits.recovered();
    }
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
    worker.close();
  }
}
