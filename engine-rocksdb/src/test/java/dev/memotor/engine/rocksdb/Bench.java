package dev.memotor.engine.rocksdb;

import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.EngineException;
import dev.memotor.engine.Exptime;
import dev.memotor.engine.Get;
import dev.memotor.engine.Key;
import dev.memotor.engine.Operation;
import dev.memotor.engine.Result;
import dev.memotor.engine.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Measures the engine without a server: microseconds per operation, by batch size. Not a test.
 *
 * <pre>
 * Bench speed URI [items] [value length]
 * Bench expiry URI [items] [ttl seconds]    how long the space of expired items takes to come back
 * </pre>
 */
final class Bench {

  private static final int IN_FLIGHT = 4096;

  private final Engine engine;
  private final Path directory;
  private final Semaphore room = new Semaphore(IN_FLIGHT);

  private Bench(String uri) {
    RocksDbEngineProvider provider = new RocksDbEngineProvider();
    EngineConfig config = EngineConfig.parse(uri, provider.options());
    directory = config.path(RocksDbEngineProvider.DEFAULT_DIRECTORY);
    engine =
        provider.open(config, new EngineContext(EngineClock.system(), 1 << 30, 64L << 20, true));
  }

  /** Runs a measurement. */
  public static void main(String[] args) throws Exception {
    Bench bench = new Bench(args[1]);
    try {
      if (args[0].equals("speed")) {
        bench.speed(number(args, 2, 1_000_000), number(args, 3, 100));
      } else {
        bench.expiry(number(args, 2, 2_000_000), number(args, 3, 20));
      }
    } finally {
      bench.engine.close();
    }
    System.out.println("closed, " + bench.sizeOnDisk() / 1024 + " KiB on disk");
  }

  private static int number(String[] args, int index, int fallback) {
    return args.length > index ? Integer.parseInt(args[index]) : fallback;
  }

  private void speed(int items, int length) {
    System.out.println(items + " items of " + length + " bytes");
    fill(items, length, Exptime.NEVER);
    int rounds = length > 10_000 ? 20_000 : 400_000;
    for (int batch : new int[] {1, 8, 32, 100}) {
      for (int repeat = 0; repeat < 2; repeat++) {
        measure("get hit   batch " + batch, rounds, batch, i -> new Get(key(i % items)), items);
        measure("get miss  batch " + batch, rounds, batch, i -> new Get(key(-1 - i)), items);
        byte[] value = new byte[length];
        measure(
            "set       batch " + batch,
            rounds,
            batch,
            i -> new Store(key(i % items), Store.Mode.SET, value, 0, Exptime.NEVER),
            items);
        measure(
            "set ttl   batch " + batch,
            rounds,
            batch,
            i -> new Store(key(i % items), Store.Mode.SET, value, 0, 4_000_000_000L + i % 1000),
            items);
      }
    }
    System.out.println(engine.stats());
  }

  private void measure(String what, int count, int batchSize, Source source, int items) {
    Random random = new Random(1);
    long cpu = cpu();
    long start = System.nanoTime();
    long[] nanos = new long[count / batchSize];
    for (int i = 0; i < nanos.length; i++) {
      Operation[] operations = new Operation[batchSize];
      for (int k = 0; k < batchSize; k++) {
        operations[k] = source.operation(random.nextInt(items));
      }
      long before = System.nanoTime();
      submit(operations);
      nanos[i] = System.nanoTime() - before;
    }
    drain();
    double wall = (System.nanoTime() - start) / 1e3 / count;
    double used = (cpu() - cpu) / 1e3 / count;
    Arrays.sort(nanos);
    System.out.printf(
        "%-22s %7.2f us/op wall, %7.2f us/op cpu of the process; a batch: p50 %8.1f us, p99 %8.1f"
            + " us, max %9.1f us%n",
        what,
        wall,
        used,
        nanos[nanos.length / 2] / 1e3,
        nanos[(int) (nanos.length * 0.99)] / 1e3,
        nanos[nanos.length - 1] / 1e3);
  }

  private void fill(int items, int length, long exptime) {
    long start = System.nanoTime();
    byte[] value = new byte[length];
    new Random(7).nextBytes(value);
    int size = length > 10_000 ? 8 : 64;
    for (int i = 0; i < items; i += size) {
      Operation[] operations = new Operation[Math.min(size, items - i)];
      for (int k = 0; k < operations.length; k++) {
        operations[k] = new Store(key(i + k), Store.Mode.SET, value, 0, exptime);
      }
      submit(operations);
    }
    drain();
    System.out.printf(
        "filled in %.1f s, %d KiB on disk%n",
        (System.nanoTime() - start) / 1e9, sizeOnDisk() / 1024);
  }

  private void expiry(int items, int ttl) throws InterruptedException {
    System.out.println("empty: " + sizeOnDisk() / 1024 + " KiB on disk");
    long exptime = EngineClock.system().now() + ttl;
    fill(items, 100, exptime);
    long cpu = cpu();
    Random random = new Random(3);
    long worst = 0;
    while (true) {
      for (int i = 0; i < 1000; i++) {
        // Somebody else's load, so that its latency can be seen.
        long before = System.nanoTime();
        submit(new Operation[] {new Get(key(-1 - random.nextInt(1000)))});
        worst = Math.max(worst, System.nanoTime() - before);
        if (i % 10 == 0) {
          Thread.sleep(10);
        }
      }
      long now = EngineClock.system().now();
      long bytes = sizeOnDisk();
      System.out.printf(
          "%+4d s: %8d KiB on disk, swept %s, worst get %.1f ms, cpu %.1f s, %s%n",
          now - exptime,
          bytes / 1024,
          engine.stats().expired(),
          worst / 1e6,
          (cpu() - cpu) / 1e9,
          engine.stats().items());
      worst = 0;
      if (now > exptime && (bytes < 3 << 20 || now > exptime + 180)) {
        break;
      }
    }
    System.out.println(engine.stats());
  }

  private long sizeOnDisk() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(Bench::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      // It went while we looked.
      return 0;
    }
  }

  private void submit(Operation[] operations) {
    room.acquireUninterruptibly(operations.length);
    engine.execute(new Counted(operations));
  }

  private void drain() {
    room.acquireUninterruptibly(IN_FLIGHT);
    room.release(IN_FLIGHT);
  }

  private static Key key(int i) {
    byte[] bytes = new byte[12];
    bytes[0] = 'k';
    for (int at = 11, rest = i; at > 0; at--, rest >>>= 3) {
      bytes[at] = (byte) ('0' + (rest & 7));
    }
    return Key.of(bytes);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @FunctionalInterface
  private interface Source {
    Operation operation(int i);
  }

  private final class Counted implements Batch {

    private final Operation[] operations;

    Counted(Operation[] operations) {
      this.operations = operations;
    }

    @Override
    public int size() {
      return operations.length;
    }

    @Override
    public Operation operation(int index) {
      return operations[index];
    }

    @Override
    public void complete(int index, Result result) {
      room.release();
    }

    @Override
    public void fail(int index, EngineException failure) {
      failure.printStackTrace();
      room.release();
    }
  }
}
