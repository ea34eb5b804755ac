package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.BootId;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.rocksdb.RocksDBException;

/** What one run leaves in the store for the next: CAS mark, boot id and clock mark. */
final class CleanShutdown {

  private static final byte[] CLEAN = new byte[0];

  private CleanShutdown() {}

  /** Returns CAS numbers that continue where the last run ended, however it ended. */
  static CasNumbers casNumbers(Database database) {
    byte[] mark = database.readMeta(StoreKeys.CAS);
    byte[] boot = database.readMeta(StoreKeys.BOOT);
    byte[] now = bootId().getBytes(StandardCharsets.US_ASCII);
    long first = mark == null ? 0 : StoreKeys.number(mark);
    boolean ended = boot == null || boot.length == 0;
    boolean unsynced = !ended && !Arrays.equals(boot, now);
    if (unsynced) {
      // The machine went down during the last run, perhaps with the end of the log.
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

  /** Resumes the clock where that of the last run stopped. */
  static void resume(EngineClock clock, Database database) {
    byte[] mark = database.readMeta(StoreKeys.CLOCK);
    if (mark != null) {
      clock.resume(new String(mark, StandardCharsets.US_ASCII));
    }
    if (!database.isReadOnly()) {
      writeClockMark(clock.mark(), database);
    }
  }

  /** Writes the clock's mark for the next start. */
  static void writeClockMark(String clockMark, Database database) {
    database.writeMeta(
        StoreKeys.CLOCK,
        clockMark.getBytes(StandardCharsets.US_ASCII),
        Database.WriteMode.MAY_STALL);
  }

  /** Records a clean shutdown, after which the next start has nothing to recover. */
  static void record(Database database, CasNumbers cas, EngineClock clock) {
    if (database.isReadOnly()) {
      return;
    }
    try {
      writeClockMark(clock.mark(), database);
      database.writeMeta(StoreKeys.CAS, StoreKeys.number(cas.last()), Database.WriteMode.MAY_STALL);
      database.writeMeta(StoreKeys.BOOT, CLEAN, Database.WriteMode.DURABLE);
      database.flushMemtablesAtTheEnd();
      database.closedCleanly();
    } catch (EngineException | RocksDBException e) {
      // The log has everything that was acknowledged, and the next start reads it.
      LOG.warn("the store could not be shut down cleanly: {}", e.getMessage());
    }
  }

  /** Returns an id that differs after each boot or, if the machine has none, after each call. */
  static String bootId() {
    String id = BootId.current();
    return id.isEmpty() ? UUID.randomUUID().toString() : id;
  }
}
