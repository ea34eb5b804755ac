package dev.memotor.benchmarks.eviction;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Accesses in order. Keys are numbered from 0 in the order in which they first appear.
 *
 * @param sizes the size of the item at each access, in bytes; 1 where items are counted
 * @param distinct the number of keys
 */
record Trace(String name, int[] keys, int[] sizes, int distinct) {

  private static final String SUFFIX = ".txt.gz";

  /** Reads lines of {@code KEY} or {@code KEY BYTES}, gzipped. */
  static Trace read(Path file) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    int[] keys = new int[1024];
    int[] sizes = new int[1024];
    int count = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (count == keys.length) {
          keys = Arrays.copyOf(keys, 2 * count);
          sizes = Arrays.copyOf(sizes, 2 * count);
        }
        int space = line.indexOf(' ');
        String key = space < 0 ? line : line.substring(0, space);
        keys[count] = numbers.computeIfAbsent(key, unused -> numbers.size());
        sizes[count++] = space < 0 ? 1 : Integer.parseInt(line.substring(space + 1).trim());
      }
    }
    String name = file.getFileName().toString().replace(SUFFIX, "");
    return new Trace(name, Arrays.copyOf(keys, count), Arrays.copyOf(sizes, count), numbers.size());
  }

  static boolean isTrace(Path file) {
    return file.toString().endsWith(SUFFIX);
  }

  int length() {
    return keys.length;
  }

  /** Returns whether items differ in size. */
  boolean isSized() {
    return Arrays.stream(sizes).anyMatch(size -> size != 1);
  }

  /** Returns the same accesses with each item counted as 1. */
  Trace counted() {
    int[] ones = new int[keys.length];
    Arrays.fill(ones, 1);
    return new Trace(name, keys, ones, distinct);
  }

  /** Returns the size of all items together, each as first seen. */
  long total() {
    boolean[] seen = new boolean[distinct];
    long total = 0;
    for (int i = 0; i < keys.length; i++) {
      if (!seen[keys[i]]) {
        seen[keys[i]] = true;
        total += sizes[i];
      }
    }
    return total;
  }
}
