package dev.memotor.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/**
 * Items whose memory is measured: the resident memory of a server that has just been filled with
 * them. Keys have 12 bytes.
 *
 * @param name for the command line
 * @param target of engine memory, as a ratio to memcached
 */
record Footprint(String name, int items, int valueSize, double target) {

  /** In a full run; the targets are for these numbers of items. */
  static final List<Footprint> ALL =
      List.of(
          new Footprint("rss-100", 2_000_000, 100, 1.0),
          new Footprint("rss-32", 10_000_000, 32, 0.85),
          new Footprint("rss-100-20m", 20_000_000, 100, 0.9));

  /** In a quick run. */
  static final List<Footprint> QUICK = ALL.subList(0, 2);

  private static final int MOST_OF_SMALL_ITEMS = 2_000_000;

  /** What an item may take of {@code -m} beside its value, with room to spare. */
  private static final long OVERHEAD = 220;

  private static final long LEAST_MEGABYTES = 1024;

  /** Returns fewer items where fewer show the same. */
  Footprint forQuickRun() {
    return valueSize < 100 ? of(Math.min(items, MOST_OF_SMALL_ITEMS)) : this;
  }

  Footprint of(int newItems) {
    return new Footprint(name, newItems, valueSize, target);
  }

  String title() {
    return String.format(
        Locale.ROOT, "RSS, %,d items of 12 B keys and %d B values", items, valueSize);
  }

  Workload.Data data() {
    return new Workload.Data("key", Integer.toString(valueSize), items);
  }

  /** Returns {@code -m} that has room for all items. */
  int megabytes() {
    return (int) Math.max(LEAST_MEGABYTES, items * (valueSize + OVERHEAD) >> 20);
  }
}
