package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The child of {@link FullDiskTest}: stores until that fails, shows that reads continue, and on a
 * word from its parent waits until storing works again.
 */
final class FillingMain {

  private static final int VALUE_LENGTH = 10_000;

  private FillingMain() {}

  /** Arguments: the URI. */
  public static void main(String[] args) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Engine engine = Engines.open(args[0]);
    System.out.println("open");
    commands.readLine();
    int stored = 0;
    EngineException failure = null;
    while (failure == null) {
      failure = store(engine, stored);
      if (failure == null) {
        stored++;
      }
    }
    System.out.println("failed " + failure.kind() + " " + stored);
    System.err.println("failed after " + stored + ": " + failure.getMessage());
    for (int i = 0; i < 200; i++) {
      // Repeated failures change nothing.
      if (store(engine, stored) == null) {
        System.err.println("one more was stored");
        stored++;
      }
    }
    System.out.println("reads " + verify(engine, stored));
    commands.readLine();
    long start = System.nanoTime();
    while (store(engine, stored) != null) {
      if (System.nanoTime() - start > 60_000_000_000L) {
        System.out.println("never again");
        System.exit(1);
      }
      Thread.sleep(20);
    }
    stored++;
    System.err.println("stored again after " + (System.nanoTime() - start) / 1_000_000 + " ms");
    System.out.println("again " + verify(engine, stored));
    System.err.println(engine.stats());
    engine.close();
    Engine reopened = Engines.open(args[0]);
    System.out.println("reopened " + verify(reopened, stored));
    reopened.close();
  }

  private static EngineException store(Engine engine, int i) {
    return RecordingBatch.run(
            engine, new Store(Key.of("k" + i), Store.Mode.SET, value(i), i, Exptime.NEVER))
        .failure(0);
  }

  /** Returns whether exactly what was acknowledged can be read. */
  private static boolean verify(Engine engine, int stored) {
    for (int i = 0; i < stored; i++) {
      Result result = RecordingBatch.call(engine, new Get(Key.of("k" + i)));
      if (!result.isOk() || !Arrays.equals(result.item().value().bytes(), value(i))) {
        System.err.println("k" + i + " is " + result);
        return false;
      }
    }
    boolean none = !RecordingBatch.call(engine, new Get(Key.of("k" + stored))).isOk();
    if (!none) {
      System.err.println("k" + stored + " is there, though storing it failed");
    }
    return none;
  }

  private static byte[] value(int i) {
    byte[] value = new byte[VALUE_LENGTH];
    new java.util.Random(i).nextBytes(value);
    return value;
  }
}
