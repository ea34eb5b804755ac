package dev.memotor.benchmarks.offheap;

import dev.memotor.engine.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Puts one load on one store and prints a row of figures. One store per process, because resident
 * memory is among them.
 */
public final class OffHeapMain {

  /** Operations between two readings of the clock. */
  private static final int GROUP = 32;

  private static final int WARM_UP = 1_000_000;
  private static final int MEASURED = 3_000_000;

  private static final int SMALLEST = 16;
  private static final int LARGEST = 4096;
  private static final int MOST_WHEN_FULL = 500_000;
  private static final long LIMIT_WHEN_FULL = 256L << 20;
  private static final long LIMIT = 1L << 30;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Key[] keys = new Key[GROUP];
  private final byte[][] values = new byte[GROUP][];
  private final OffHeapStore store;
  private final int count;
  private final int valueSize;
  private long sum;
  private long longest;

  /**
   * Prepares a load.
   *
   * @param count of keys
   * @param valueSize of all values; 0 for random sizes
   */
  private OffHeapMain(OffHeapStore store, int count, int valueSize) {
    this.store = store;
    this.count = count;
    this.valueSize = valueSize;
  }

  /** Runs the tool. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: OffHeapMain memotor|memotor-32|terracotta|ohc VALUE-SIZE|full");
      System.exit(2);
    }
    boolean full = args[1].equals("full");
    long before = residentBytes();
    try (OffHeapStore store = open(args[0], full)) {
      int size = full ? 0 : Integer.parseInt(args[1]);
      int count = full ? MOST_WHEN_FULL : 2_000_000;
      new OffHeapMain(store, count, size).run(args[0] + " " + args[1], before);
    }
  }

  private static OffHeapStore open(String name, boolean full) {
    long bytes = full ? LIMIT_WHEN_FULL : LIMIT;
    return switch (name) {
      case "memotor" -> new MemotorStore(bytes, 1);
      case "memotor-32" -> new MemotorStore(bytes, GROUP);
      case "terracotta" -> new TerracottaStore(bytes, full);
      case "ohc" -> new OhcStore(bytes);
      default -> throw new IllegalArgumentException("no such store: " + name);
    };
  }

  private void run(String title, long residentBefore) throws IOException {
    for (int i = 0; i < count; i += GROUP) {
      put(i);
    }
    long resident = residentBytes() - residentBefore;
    long items = store.items();
    sets(WARM_UP);
    gets(WARM_UP);
    longest = 0;
    long set = sets(MEASURED);
    long longestSet = longest;
    longest = 0;
    sum = 0;
    long get = gets(MEASURED);
    System.out.printf(
        Locale.ROOT,
        "%-16s get %4d ns  set %4d ns  longest get %5.1f ms  set %5.1f ms  items %,9d "
            + " values %4d MB  resident %4d MB, later %4d MB, per item %4d B%n",
        title,
        get / MEASURED,
        set / MEASURED,
        longest / 1e6,
        longestSet / 1e6,
        store.items(),
        // Each key is as likely to be read as any other.
        (long) ((double) sum / MEASURED * count) >> 20,
        resident >> 20,
        residentBytes() - residentBefore >> 20,
        resident / items);
  }

  private long sets(int operations) {
    long all = 0;
    for (int i = 0; i < operations; i += GROUP) {
      all += put(-1);
    }
    return all;
  }

  /** Stores a group, from a key on, or random ones if negative; returns the nanoseconds taken. */
  private long put(int from) {
    for (int i = 0; i < GROUP; i++) {
      keys[i] = key(from < 0 ? random.nextInt(count) : from + i);
      values[i] = new byte[valueSize > 0 ? valueSize : random.nextInt(SMALLEST, LARGEST + 1)];
    }
    long start = System.nanoTime();
    store.put(keys, values);
    return taken(start);
  }

  private long gets(int operations) {
    long all = 0;
    for (int i = 0; i < operations; i += GROUP) {
      for (int j = 0; j < GROUP; j++) {
        keys[j] = key(random.nextInt(count));
      }
      long start = System.nanoTime();
      sum += store.get(keys);
      all += taken(start);
    }
    return all;
  }

  private long taken(long start) {
    long nanos = System.nanoTime() - start;
    longest = Math.max(longest, nanos);
    return nanos;
  }

  /** Returns a key of twelve bytes. */
  private static Key key(int number) {
    byte[] bytes = "key-00000000".getBytes(StandardCharsets.ISO_8859_1);
    int rest = number;
    for (int i = bytes.length - 1; rest > 0; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return Key.of(bytes);
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status has no VmRSS");
  }
}
