package dev.memotor.engine.fs;

import dev.memotor.engine.Delete;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Store;
import dev.memotor.engine.testing.Engines;
import dev.memotor.engine.testing.RecordingBatch;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Runs in a separate process, which tests kill or limit. */
final class ChildProcess {

  private ChildProcess() {}

  static ProcessBuilder command(String task, Path root, String options, String... before) {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx200m");
    command.add("-XX:-UsePerfData");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ChildProcess.class.getName());
    command.addAll(List.of(task, root.toString(), options));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** Returns a value that shows whether it is whole. */
  static byte[] value(long number) {
    Random random = new Random(number);
    int length = 8 + (random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(2000));
    byte[] value = new byte[length];
    random.nextBytes(value);
    ByteBuffer.wrap(value).putLong(number);
    return value;
  }

  static long numberOf(byte[] value) {
    long number = ByteBuffer.wrap(value).getLong();
    if (!Arrays.equals(value, value(number))) {
      throw new AssertionError("half a value of " + value.length + " bytes");
    }
    return number;
  }

  public static void main(String[] args) {
    Path root = Path.of(args[1]);
    PrintStream out = System.out;
    if (args[0].equals("write")) {
      write(Engines.open("fs:" + root + args[2]), out);
    } else {
      fill(root, args[2], out);
    }
  }

  /** Prints what has been acknowledged: key and number, or -1 for a delete. Runs until killed. */
  private static void write(Engine engine, PrintStream out) {
    out.println("ready");
    for (long number = System.nanoTime(); ; number++) {
      String key = "key" + number % 7;
      if (number % 11 == 0) {
        RecordingBatch.call(engine, new Delete(Key.of(key)));
        out.println(key + " -1");
      } else {
        RecordingBatch.call(
            engine, new Store(Key.of(key), Store.Mode.SET, value(number), 0, Exptime.NEVER));
        out.println(key + " " + number);
      }
      out.flush();
    }
  }

  private static void fill(Path root, String options, PrintStream out) {
    try (Engine engine = Engines.open("fs:" + root + options)) {
      Key small = Key.of("small");
      Key large = Key.of("large");
      RecordingBatch.call(
          engine, new Store(small, Store.Mode.SET, new byte[100], 0, Exptime.NEVER));
      RecordingBatch.call(
          engine, new Store(large, Store.Mode.SET, new byte[100], 0, Exptime.NEVER));
      try {
        RecordingBatch.call(engine, new Store(large, Store.Mode.REPLACE, value(0, 1 << 20), 0, 0));
      } catch (EngineException e) {
        out.println("failed as " + e.kind());
      }
      out.println("small " + RecordingBatch.call(engine, new Get(small)).item().value().length());
      out.println("large " + RecordingBatch.call(engine, new Get(large)).item().value().length());
    }
  }

  private static byte[] value(int fill, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) fill);
    return value;
  }
}
