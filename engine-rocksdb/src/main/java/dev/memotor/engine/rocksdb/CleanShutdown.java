package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.BootId;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.rocksdb.RocksDBException;

/** What is written at the end of a run, and found at the start of the next one. */
final class CleanShutdown {

  private static final byte[] ENDED_CLEANLY = new byte[0];

  private CleanShutdown() {}

  /** CAS numbers that go on where the last run ended, however it ended. */
  static CasNumbers casNumbers(Database database) {
    byte[] mark = database.readMeta(StoreKeys.CAS);
    byte[] boot = database.readMeta(StoreKeys.BOOT);
    byte[] now = bootId().getBytes(StandardCharsets.US_ASCII);
    long first = mark == null ? 0 : StoreKeys.number(mark);
    boolean ended = boot == null || boot.length == 0;
    boolean unsynced = !ended && !Arrays.equals(boot, now);
    if (unsynced) {
      // The machine went down under the last run, perhaps with the end of the log.
      first += CasNumbers.UNSYNCED;
    }
    if (!database.isReadOnly()) {
      if (unsynced) {
        database.writeMeta(StoreKeys.CAS, StoreKeys.number(first), Database.WriteMode.DURABLE);
      }
      database.writeMeta(StoreKeys.BOOT, now, Database.WriteMode.DURABLE);
    }
    return new CasNumbers(first);
  }

  /** Has the clock go on where that of the last run was. */
  static void resume(EngineClock clock, Database database) {
    byte[] mark = database.readMeta(StoreKeys.CLOCK);
    if (mark != null) {
      clock.resume(new String(mark, StandardCharsets.US_ASCII));
    }
    if (!database.isReadOnly()) {
      keep(clock.mark(), database);
    }
  }

  /** Keeps the mark of a clock for the next start. */
  static void keep(String clockMark, Database database) {
    database.writeMeta(
        StoreKeys.CLOCK,
        clockMark.getBytes(StandardCharsets.US_ASCII),
        Database.WriteMode.MAY_STALL);
  }

  /** Leaves nothing for the next start to repair or to replay. */
  static void record(Database database, CasNumbers cas, EngineClock clock) {
    if (database.isReadOnly()) {
      return;
    }
    try {
      keep(clock.mark(), database);
      database.writeMeta(StoreKeys.CAS, StoreKeys.number(cas.last()), Database.WriteMode.MAY_STALL);
      database.writeMeta(StoreKeys.BOOT, ENDED_CLEANLY, Database.WriteMode.DURABLE);
      database.flushMemtablesAtTheEnd();
      database.closedCleanly();
    } catch (EngineException | RocksDBException e) {
      // The log has everything that was acknowledged; the next start reads it.
      LOG.warn("the store could not be shut down cleanly: {}", e.getMessage());
    }
  }

  /** Differs after each start of the machine; without an id, after each start of memotor. */
  static String bootId() {
    String id = BootId.current();
    return id.isEmpty() ? UUID.randomUUID().toString() : id;
  }
}
