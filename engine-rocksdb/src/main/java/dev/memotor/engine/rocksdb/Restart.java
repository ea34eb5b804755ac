package dev.memotor.engine.rocksdb;

import static dev.memotor.engine.rocksdb.Log.LOG;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.rocksdb.RocksDBException;

/** What is written at the end of a run, and found at the start of the next one. */
final class Restart {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final byte[] ENDED_IN_GOOD_ORDER = new byte[0];

  private Restart() {}

  /** CAS numbers that go on where the last run ended, however it ended. */
  static CasNumbers casNumbers(Database database) {
    byte[] mark = database.readMeta(StoreKeys.CAS);
    byte[] boot = database.readMeta(StoreKeys.BOOT);
    byte[] now = bootId();
    long first = mark == null ? 0 : StoreKeys.number(mark);
    boolean ended = boot == null || boot.length == 0;
    if (!ended && !Arrays.equals(boot, now)) {
      // The machine went down under the last run, perhaps with the end of the log.
      first += CasNumbers.UNSYNCED;
      database.writeMeta(StoreKeys.CAS, StoreKeys.number(first), Database.Manner.DURABLE);
    }
    database.writeMeta(StoreKeys.BOOT, now, Database.Manner.DURABLE);
    return new CasNumbers(first);
  }

  /** Leaves nothing for the next start to repair or to replay. */
  static void endInGoodOrder(Database database, CasNumbers cas) {
    try {
      database.writeMeta(StoreKeys.CAS, StoreKeys.number(cas.last()), Database.Manner.PATIENT);
      database.writeMeta(StoreKeys.BOOT, ENDED_IN_GOOD_ORDER, Database.Manner.DURABLE);
      database.flushMemtables();
    } catch (EngineException | RocksDBException e) {
      // The log has everything that was acknowledged; the next start reads it.
      LOG.warn("the store could not be ended in good order: {}", e.getMessage());
    }
  }

  /** Differs after each start of the machine. */
  private static byte[] bootId() {
    String id;
    try {
      id = Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      // Not Linux: each end out of order counts as one of the machine.
      LOG.debug("the machine has no boot id", e);
      id = UUID.randomUUID().toString();
    }
    return id.getBytes(StandardCharsets.US_ASCII);
  }
}
